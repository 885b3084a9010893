/** Rooms in the order of their arrows: a room may import itself and those before it. */
const ROOMS = [
  'model',
  'record',
  'config',
  'dockerfile',
  'project',
  'image',
  'bases',
  'ecosystems',
  'facts',
  'techniques',
  'rules',
  'symptoms',
  'engine',
  'verify',
  'trial',
  'ladder',
  'language',
  'report',
];
const PURE = ['model', 'record', 'dockerfile', 'facts', 'rules', 'techniques', 'symptoms'];
const NODE_IO = '^(node:)?(fs|fs/promises|net|http|https|http2|child_process|dns|tls|worker_threads|os|process)$';

const arrows = ROOMS.map((room, i) => ({
  name: `${room}-looks-only-back`,
  severity: 'error',
  // A test may look ahead: it needs words to read, or a disk to stand on.
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/(${[...ROOMS.slice(i + 1), 'cli', 'adapters'].join('|')})/` },
}));

export default {
  forbidden: [
    ...arrows,
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: `^src/(${PURE.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { path: NODE_IO },
    },
    {
      name: 'only-adapters-touch-the-world',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters|cli)/|\\.test\\.ts$' },
      to: { path: NODE_IO },
    },
    {
      name: 'adapters-are-wired-in-compose',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(adapters/|cli/compose[a-z-]*\\.ts|index\\.ts|image\\.ts)|\\.test\\.ts$',
      },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'techniques-are-no-siblings',
      severity: 'error',
      from: { path: '^src/techniques/([^/]+)\\.ts$', pathNot: '(registry|contract|texts)\\.ts$|\\.test\\.ts$' },
      to: { path: '^src/techniques/[^/]+\\.ts$', pathNot: '(contract|texts|messages)\\.ts$|\\.test\\.ts$' },
    },
    {
      name: 'rules-are-no-siblings',
      severity: 'error',
      from: { path: '^src/rules/([^/]+)\\.ts$', pathNot: '(registry|contract|check-rules)\\.ts$|\\.test\\.ts$' },
      to: {
        path: '^src/rules/',
        pathNot: '(contract|estimates|package-words|shipped-instructions|messages)\\.ts$|\\.test\\.ts$',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
