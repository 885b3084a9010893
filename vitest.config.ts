import { defineConfig } from 'vitest/config';

/**
 * Unit tests sit beside the code; the slower kinds under test/, one project each, so that a run can name what it leaves out. Projects with
 * another number of workers have a place in the order of their own: vitest wants that.
 */
export default defineConfig({
  test: {
    setupFiles: ['test/kit/seed-properties.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/proof/**/*.test.ts'],
          // What costs too much says so in CPU time; a busy machine is no fault.
          testTimeout: 30_000,
          // Nothing in src/ keeps state in a module, so files may share one; and both cores work.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: 'cli', include: ['test/cli/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      // Checks the held inputs themselves by other readers; what the product makes of them is judged elsewhere.
      { extends: true, test: { name: 'held', include: ['test/held/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'golden', include: ['test/golden/**/*.test.ts'] } },
      { extends: true, test: { name: 'hostile', include: ['test/hostile/**/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
