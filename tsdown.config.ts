import { defineConfig } from 'tsdown';

/** The bin ships bundled: unbundled imports cost more start-up than all of our own code. The library leaves its dependencies external. */
export default defineConfig([
  {
    entry: { plimsoll: 'src/cli/bin.ts', 'layer-worker': 'src/adapters/blobs/layer-worker.ts' },
    outDir: 'dist/bin',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    minify: false,
    deps: { alwaysBundle: [/.*/] },
    outExtensions: () => ({ js: '.js' }),
  },
  {
    entry: { index: 'src/index.ts', image: 'src/image.ts', 'layer-worker': 'src/adapters/blobs/layer-worker.ts' },
    outDir: 'dist/lib',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: true,
    minify: false,
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  },
]);
