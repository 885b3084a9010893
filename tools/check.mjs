// npm run check : everything that can be told without an engine, each step with its seconds. Under a minute.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, since, tryCommand } from './run-command.mjs';
import { checkNode, installDependencies, ROOT } from './setup.mjs';

const bin = (path, ...args) => [process.execPath, join('node_modules', path), ...args];

/** Steps of one lane run one after the other; two lanes keep two cores busy. */
const LANES = [
  [
    { name: 'types', command: bin('typescript/bin/tsc', '-p', '.') },
    { name: 'types of tools', command: bin('typescript/bin/tsc', '-p', 'tools') },
    { name: 'format and lint', command: bin('@biomejs/biome/bin/biome', 'ci', '--colors=off') },
    {
      name: 'arrows',
      command: bin('dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.js'),
      when: '.dependency-cruiser.js',
    },
    { name: 'unused code', command: bin('knip/bin/knip.js'), when: 'knip.json' },
    { name: 'laws', command: [process.execPath, 'tools/laws.mjs'] },
    { name: 'coverage page', command: [process.execPath, 'tools/coverage.mjs', '--check'], when: 'tools/coverage.mjs' },
    { name: 'rule pages', command: [process.execPath, 'tools/docs.mjs', '--check'] },
    { name: 'figures', command: [process.execPath, 'tools/picture.mjs', '--check'] },
  ],
  [{ name: 'unit tests', command: bin('vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=dot') }],
];

await runTool(async () => {
  checkNode();
  await installDependencies((line) => console.error(line));
  const started = Date.now();
  const results = (await Promise.all(LANES.map(runLane))).flat();
  const failed = results.filter((ok) => !ok).length;
  console.log(
    failed === 0
      ? `all ${results.length} steps pass (${since(started)})`
      : `${failed} of ${results.length} steps fail (${since(started)})`,
  );
  return failed === 0 ? 0 : 1;
});

async function runLane(steps) {
  const passed = [];
  for (const step of steps) passed.push(await runStep(step));
  return passed;
}

async function runStep({ name, command, when }) {
  if (when && !existsSync(join(ROOT, when))) {
    console.log(`absent  ${name.padEnd(16)} no ${when}`);
    return true;
  }
  const started = Date.now();
  const [program, ...args] = command;
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const done = await tryCommand(program, args, { cwd: ROOT, env });
  console.log(`${done.code === 0 ? 'ok     ' : 'FAILED '} ${name.padEnd(16)} ${since(started).padStart(7)}`);
  if (done.code !== 0) console.log(`${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-60).join('\n'));
  return done.code === 0;
}
