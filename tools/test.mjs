// npm test [-- --quick] : every test project; the engine's own after the others, so that nothing else takes its time.
// The last line is `N passed, N failed, N skipped`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareReferenceTools } from './reference-tools.mjs';
import { runTool, runVisibly, since } from './run-command.mjs';
import { buildProgram, checkNode, installDependencies, prepareEngine, ROOT } from './setup.mjs';

const ENGINE_TESTS = /\/test\/(engine|cli)\//;

await runTool(async (args) => {
  const started = Date.now();
  const say = (line) => console.error(`[${since(started).padStart(8)}] ${line}`);
  const quick = args.includes('--quick');
  checkNode();
  await installDependencies(say);
  let env = process.env;
  if (!quick) {
    await buildProgram(say);
    const engine = await prepareEngine(say);
    env = await prepareReferenceTools(ROOT, engine.env, engine.bases, say);
  }
  const passes = quick
    ? [['--project', 'unit']]
    : [
        ['--project', '!engine'],
        ['--project', 'engine'],
      ];
  const results = [];
  for (const projects of passes)
    results.push(await runVitest([...projects, ...args.filter((a) => a !== '--quick')], env));
  return report(results, quick);
});

/** @returns {Promise<{ code: number, passed: number, failed: number, skipped: number, skippedWithEngine: string[] }>} */
async function runVitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runVisibly(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...reporters, ...args],
    { cwd: ROOT, env },
  );
  const counts = existsSync(file)
    ? countTests(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 1, skipped: 0, skippedWithEngine: [] };
  rmSync(folder, { recursive: true, force: true });
  return { code, ...counts };
}

function countTests(results) {
  const counts = { passed: 0, failed: 0, skipped: 0, skippedWithEngine: [] };
  for (const file of results.testResults) {
    // A file that could not be loaded has no tests of its own but is a failure.
    if (file.status === 'failed' && file.assertionResults.length === 0) counts.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') counts[test.status] += 1;
      else {
        counts.skipped += 1;
        if (ENGINE_TESTS.test(file.name)) counts.skippedWithEngine.push(test.fullName);
      }
    }
  }
  return counts;
}

function report(results, quick) {
  const sum = (key) => results.reduce((total, r) => total + r[key], 0);
  const skipped = results.flatMap((r) => r.skippedWithEngine);
  for (const name of skipped) console.log(`skipped though an engine is there: ${name}`);
  const broken = results.some((r) => r.code !== 0) || sum('failed') > 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return broken || (!quick && skipped.length > 0) ? 1 : 0;
}
