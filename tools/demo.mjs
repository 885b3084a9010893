// npm run demo : a recorded ladder at once, then the same climb live on this machine, from nothing but Node.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, runVisibly, since } from './run-command.mjs';
import { buildProgram, checkNode, installDependencies, prepareEngine, ROOT } from './setup.mjs';

const EXAMPLES = ['fastapi-ml', 'go-users'];

await runTool(async (args) => {
  const started = Date.now();
  const say = (line) => console.error(`[${since(started).padStart(8)}] ${line}`);
  checkNode();
  printRecordedLadders();
  await installDependencies(say);
  await buildProgram(say);
  const { env, bases } = await prepareEngine(say);
  let worst = 0;
  for (const example of EXAMPLES) {
    const code = await climb(example, { args, env, official: bases.every((b) => !b.standIn) }, say);
    worst = Math.max(worst, code);
  }
  say(worst === 0 ? 'done' : `done, with exit code ${worst}`);
  return worst;
});

/** The ladders that were recorded when the project was last measured; this machine's own follow. */
function printRecordedLadders() {
  const folder = join(ROOT, 'results');
  const files = EXAMPLES.map((example) => `demo-${example}.txt`).filter((f) => existsSync(join(folder, f)));
  for (const file of files) {
    console.log(`--- recorded earlier: results/${file}\n`);
    console.log(readFileSync(join(folder, file), 'utf8').trimEnd());
    console.log('');
  }
  if (files.length > 0) console.log('--- now live on this machine\n');
}

async function climb(example, { args, env, official }, say) {
  const copy = official ? withoutSubstitutes(example) : undefined;
  const folder = copy ?? join('examples', example);
  const started = Date.now();
  console.log(`\n$ plimsoll optimize ${join('examples', example)}\n`);
  const code = await runVisibly(process.execPath, ['dist/bin/plimsoll.js', 'optimize', folder, ...args], {
    cwd: ROOT,
    env,
  });
  if (copy) rmSync(copy, { recursive: true, force: true });
  say(`${example}: ${since(started)}, exit code ${code}`);
  return code;
}

/** Where the official images are there, the stand-ins named in the example's configuration are not. */
function withoutSubstitutes(example) {
  const copy = join(mkdtempSync(join(tmpdir(), 'plimsoll-demo-')), example);
  cpSync(join(ROOT, 'examples', example), copy, { recursive: true });
  const file = join(copy, 'plimsoll.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^substitute:\n(?: .*\n)*/m, ''));
  return copy;
}
