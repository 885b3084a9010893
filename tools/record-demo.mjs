// Records the ladders that README, the picture and `npm run demo` show: climbs both examples and keeps record and texts under
// results/. Needs an engine and the bases (node tools/engine.mjs, node tools/bases.mjs).
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, runVisibly, tryCommand } from './run-command.mjs';
import { buildProgram, prepareEngine, ROOT } from './setup.mjs';

await runTool(async () => {
  const say = (line) => console.error(line);
  await buildProgram(say);
  const { env } = await prepareEngine(say);
  const bin = join(ROOT, 'dist/bin/plimsoll.js');
  mkdirSync(join(ROOT, 'results'), { recursive: true });
  for (const example of process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['fastapi-ml', 'go-users']) {
    const folder = join(ROOT, '.plimsoll/demo', example);
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(ROOT, 'examples', example), folder, { recursive: true });
    const code = await runVisibly(process.execPath, [bin, 'optimize', '.'], {
      cwd: folder,
      env: { ...env, PLIMSOLL_PROGRESS: '1' },
    });
    if (code !== 0) return code;
    for (const [name, lang, width, format] of [
      ['json', 'en', '120', 'json'],
      ['txt', 'en', '110', 'text'],
      ['ko.txt', 'ko', '110', 'text'],
    ]) {
      const shown = await tryCommand(process.execPath, [bin, 'report', '.', '--format', format, '--lang', lang], {
        cwd: folder,
        env: { ...env, COLUMNS: width },
      });
      if (shown.code !== 0) throw new Error(shown.stderr);
      writeFileSync(join(ROOT, 'results', `demo-${example}.${name}`), shown.stdout);
    }
    console.log(readFileSync(join(ROOT, 'results', `demo-${example}.txt`), 'utf8'));
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});
