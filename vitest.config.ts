import { defineConfig } from 'vitest/config';

/** Unit tests sit beside the code; the slower kinds under test/, one project each, so that a run can name what it leaves out. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/proof/**/*.test.ts'] } },
      { test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], testTimeout: 60_000 } },
      // Checks the held inputs themselves by other readers; what the product makes of them is judged elsewhere.
      { test: { name: 'held', include: ['test/held/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'golden', include: ['test/golden/**/*.test.ts'] } },
      { test: { name: 'hostile', include: ['test/hostile/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
