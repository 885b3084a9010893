import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/model/sha256.ts';
import { figures, rung, runRecord, verdict } from '../kit/run-record.ts';
import { expectProblem, makeFolder, plimsoll, snapshot } from './kit.ts';

const RUN = '0123456789ab';
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
});

interface Laid {
  readonly dockerfile?: string;
  readonly ignore?: string | undefined;
  /** As an edit of the Dockerfile; latin1, one character for each byte. */
  readonly edit?: (text: string) => string;
  readonly dockerfileName?: string;
  readonly ignoreName?: string;
}

const FOUND = 'FROM debian:bookworm\nWORKDIR /app\nCOPY . .\nCMD ["./run"]\n';
const raw = (text: string) => Buffer.from(text, 'latin1');

/** A project with a finished run of four rungs: the ignore file, a slimmer base, one that is broken, one that was never built. */
function layRun(laid: Laid = {}) {
  const { dockerfile = FOUND, ignore, dockerfileName = 'Dockerfile', ignoreName = '.dockerignore' } = laid;
  const edit = laid.edit ?? ((text: string) => text.replace('bookworm', 'bookworm-slim'));
  const end = (ignore ?? '').includes('\r\n') ? '\r\n' : '\n';
  const joint = ignore === undefined || ignore === '' || ignore.endsWith('\n') ? '' : end;
  const asBuilt = (text: string) => `${text}.plimsoll${end}`;
  const more = `${ignore ?? ''}${joint}docs${end}`;
  const rungs = [
    [dockerfile, asBuilt(`${ignore ?? ''}${joint}`)],
    [dockerfile, asBuilt(more)],
    [edit(dockerfile), asBuilt(more)],
    [`${dockerfile}# broken\n`, asBuilt(more)],
  ] as const;
  const techniques = [null, 'context-trimmed', 'slim-base', 'cache-mounts'];
  const record = runRecord(
    'demo',
    [
      ...rungs.map(([text, ignored], n) =>
        rung(n, techniques[n] ?? null, {
          files: [
            { path: `${n}/Dockerfile`, sha256: sha256(raw(text)) },
            { path: `${n}/Dockerfile.dockerignore`, sha256: sha256(raw(ignored)) },
          ],
          measures: figures([100_000_000, 90_000_000, 50_000_000, 40_000_000][n] ?? 0, 30_000_000, { edit: 4000 }),
          ...(n === 3 ? { verdict: verdict('broken'), kept: 'not-kept' as const } : {}),
        }),
      ),
      rung(4, 'runtime-stage-split', { building: 'impossible', kept: 'not-kept', files: [], parent: 2 }),
    ],
    { run: RUN },
  );
  const project = { ...record.project, dockerfile: dockerfileName, dockerfileSha256: sha256(raw(dockerfile)) };
  const files: Record<string, string | Uint8Array> = {
    [dockerfileName]: raw(dockerfile),
    ...(ignore === undefined ? {} : { [ignoreName]: raw(ignore) }),
    '.plimsoll/latest': RUN,
    [`.plimsoll/runs/${RUN}/run.json`]: JSON.stringify({ ...record, project }),
  };
  for (const [n, [text, ignored]] of rungs.entries()) {
    files[`.plimsoll/runs/${RUN}/${n}/Dockerfile`] = raw(text);
    files[`.plimsoll/runs/${RUN}/${n}/Dockerfile.dockerignore`] = raw(ignored);
  }
  const folder = makeFolder(files);
  opened.push(folder);
  const { dir } = folder;
  const read = (path: string) => (existsSync(join(dir, path)) ? readFileSync(join(dir, path), 'latin1') : undefined);
  return { ...folder, read, own: () => snapshot(dir).filter((line) => !line.startsWith('.plimsoll')) };
}

function git(dir: string, ...words: readonly string[]) {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t.invalid', '-c', 'commit.gpgsign=false'];
  const done = spawnSync('git', [...identity, ...words], { cwd: dir, encoding: 'utf8' });
  expect(done.status, done.stderr).toBe(0);
}

describe('apply', () => {
  it('writes the Dockerfile and the ignore file, without the line that builds get, and says so for a commit', async () => {
    const { dir, read } = layRun();
    const ran = await plimsoll(['apply', '2'], dir);
    expect(ran.code).toBe(0);
    expect(read('Dockerfile')).toBe(FOUND.replace('bookworm', 'bookworm-slim'));
    expect(read('.dockerignore')).toBe('docs\n');
    expect(ran.err).toBe('rung 2 is applied: Dockerfile, .dockerignore\n');
    expect(Buffer.from(ran.out, 'latin1').toString()).toMatchInlineSnapshot(`
      "Make the image smaller: 100 MB to 50.0 MB (-50%)

      - .dockerignore
      - base: slim

                 before    after
      unpacked   100 MB  50.0 MB
      transfer  30.0 MB  30.0 MB
      edit         4.0s     4.0s
      verify      works    works

      Measured and verified by plimsoll 0.1.0: run 0123456789ab, rung 2
      "
    `);
  });

  it('writes nothing but those and its own undo', async () => {
    const { dir } = layRun({ ignore: 'a\n' });
    writeFileSync(join(dir, 'other.txt'), 'x');
    const others = () =>
      snapshot(dir).filter(
        (l) => !/^(Dockerfile|\.dockerignore|\.plimsoll|\.plimsoll\/\.gitignore) |^\.plimsoll\/undo/.test(l),
      );
    const before = others();
    await plimsoll(['apply', '2'], dir);
    expect(others()).toEqual(before);
    expect(before.length).toBeGreaterThan(10);
  });

  it.each([
    ['CRLF', FOUND.replaceAll('\n', '\r\n'), '*.tmp\r\n'],
    ['a byte order mark', `\xef\xbb\xbf${FOUND}`, '\xef\xbb\xbfa\n'],
    ['CP949', `# \xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4\r\n${FOUND}`, '# \xb0\xa1\n*.tmp\n'],
    ['no last line break', FOUND.slice(0, -1), 'a'],
    ['bytes that are no text', `${FOUND}# \x00\xff\xfe\x80\n`, undefined],
  ])('leaves every byte outside the edit as it was: %s (T20)', async (_, dockerfile, ignore) => {
    const { dir, read } = layRun({ dockerfile, ignore });
    expect((await plimsoll(['apply', '2'], dir)).code).toBe(0);
    expect(read('Dockerfile')).toBe(dockerfile.replace('bookworm', 'bookworm-slim'));
    const end = (ignore ?? '').includes('\r\n') ? '\r\n' : '\n';
    const before = ignore === undefined || ignore.endsWith('\n') ? (ignore ?? '') : `${ignore}${end}`;
    expect(read('.dockerignore')).toBe(`${before}docs${end}`);
    expect((await plimsoll(['apply', '--undo'], dir)).code).toBe(0);
    expect(read('Dockerfile')).toBe(dockerfile);
    expect(read('.dockerignore')).toBe(ignore);
  });

  it('goes to the files that the project uses, by their own names and modes', async () => {
    const { dir, read } = layRun({
      dockerfileName: 'docker/Dev.Dockerfile',
      ignoreName: 'docker/Dev.Dockerfile.dockerignore',
      ignore: 'a\n',
    });
    mkdirSync(join(dir, 'docker'), { recursive: true });
    writeFileSync(join(dir, 'docker/Dev.Dockerfile'), FOUND, { mode: 0o640 });
    const mode = statSync(join(dir, 'docker/Dev.Dockerfile')).mode;
    expect((await plimsoll(['apply', '2'], dir)).code).toBe(0);
    expect(read('docker/Dev.Dockerfile')).toContain('slim');
    expect(read('docker/Dev.Dockerfile.dockerignore')).toBe('a\ndocs\n');
    expect(read('.dockerignore')).toBeUndefined();
    expect(read('Dockerfile')).toBeUndefined();
    expect(statSync(join(dir, 'docker/Dev.Dockerfile')).mode).toBe(mode);
  });

  it('keeps a symlink one, and writes where it leads', async () => {
    const { dir, read } = layRun({ dockerfileName: 'real/Dockerfile.prod' });
    const json = join(dir, `.plimsoll/runs/${RUN}/run.json`);
    writeFileSync(json, readFileSync(json, 'utf8').replace('real/Dockerfile.prod', 'Dockerfile'));
    symlinkSync('real/Dockerfile.prod', join(dir, 'Dockerfile'));
    expect((await plimsoll(['apply', '2'], dir)).code).toBe(0);
    expect(read('real/Dockerfile.prod')).toContain('slim');
    expect(snapshot(dir).find((l) => l.startsWith('Dockerfile '))).toMatch(/ real\/Dockerfile\.prod$/);
  });

  it('changes its mind without loss: another rung, back again, undone to the byte', async () => {
    const { dir, read, own } = layRun({ ignore: 'a\n' });
    const content = () => own().map((l) => l.replace(/ \d+(\.\d+)? /, ' '));
    const before = content();
    for (const n of ['1', '2', '1', '2']) expect((await plimsoll(['apply', n], dir)).code).toBe(0);
    expect(read('Dockerfile')).toContain('slim');
    const again = await plimsoll(['apply', '2'], dir);
    expect(again).toMatchObject({ code: 0, out: '', err: 'rung 2 is in place already\n' });
    expect((await plimsoll(['apply', '--undo'], dir)).err).toContain('undone');
    expect([read('Dockerfile'), read('.dockerignore')]).toEqual([FOUND, 'a\n']);
    expect(content().map((l) => l.split(' ')[0])).toEqual(before.map((l) => l.split(' ')[0]));
    expectProblem(await plimsoll(['apply', '--undo'], dir), 2, 'nothing-to-undo');
  });

  it('brings rung 0 back', async () => {
    const { dir, read } = layRun();
    await plimsoll(['apply', '2'], dir);
    expect((await plimsoll(['apply', '0'], dir)).code).toBe(0);
    expect([read('Dockerfile'), read('.dockerignore')]).toEqual([FOUND, undefined]);
  });

  it('--format json says the same', async () => {
    const { dir } = layRun();
    const told = JSON.parse((await plimsoll(['apply', '2', '--format', 'json'], dir)).out) as { commitMessage: string };
    expect(told).toMatchObject({ code: 'applied-rung', files: ['Dockerfile', '.dockerignore'] });
    expect(told.commitMessage).toContain('base: slim');
  });
});

describe('apply --diff', () => {
  it('writes nothing; git and the rung agree with it', async () => {
    const { dir, read } = layRun({ ignore: 'a', dockerfile: `# \xbe\xc8\r\n${FOUND}` });
    const before = snapshot(dir);
    const ran = await plimsoll(['apply', '2', '--diff'], dir);
    expect(snapshot(dir)).toEqual(before);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('-FROM debian:bookworm\n+FROM debian:bookworm-slim\n');
    expect(ran.out).toContain('\\ No newline at end of file\n');
    git(dir, 'init', '-q');
    writeFileSync(join(dir, '../the.patch'), raw(ran.out));
    git(dir, 'apply', '../the.patch');
    expect(read('Dockerfile')).toBe(`# \xbe\xc8\r\n${FOUND.replace('bookworm', 'bookworm-slim')}`);
    expect(read('.dockerignore')).toBe('a\ndocs\n');
  });
});

describe('apply refuses', () => {
  it('what changed since the run, unless forced; the undo then holds what was there', async () => {
    const { dir, read } = layRun();
    writeFileSync(join(dir, 'Dockerfile'), `${FOUND}# mine\n`);
    const before = snapshot(dir);
    expectProblem(await plimsoll(['apply', '2'], dir), 1, 'file-changed-since-run');
    expect(snapshot(dir)).toEqual(before);
    expect((await plimsoll(['apply', '2', '--force'], dir)).code).toBe(0);
    expect(read('Dockerfile')).not.toContain('mine');
    await plimsoll(['apply', '--undo'], dir);
    expect(read('Dockerfile')).toContain('# mine');
  });

  it('an ignore file that came after the run', async () => {
    const { dir } = layRun();
    writeFileSync(join(dir, '.dockerignore'), 'mine\n');
    const ran = await plimsoll(['apply', '1'], dir);
    expectProblem(ran, 1, 'file-changed-since-run');
    expect(ran.err).toContain('.dockerignore');
  });

  it('to undo over what changed since, unless forced', async () => {
    const { dir, read } = layRun();
    await plimsoll(['apply', '2'], dir);
    writeFileSync(join(dir, 'Dockerfile'), `${read('Dockerfile')}# mine\n`);
    expectProblem(await plimsoll(['apply', '--undo'], dir), 1, 'file-changed-since-apply');
    expect(read('Dockerfile')).toContain('# mine');
    expect((await plimsoll(['apply', '--undo', '--force'], dir)).code).toBe(0);
    expect(read('Dockerfile')).toBe(FOUND);
  });

  it('changes that git has no commit of; takes committed ones, and its own', async () => {
    const { dir, read } = layRun({ ignore: 'a\n' });
    git(dir, 'init', '-q');
    expectProblem(await plimsoll(['apply', '2'], dir), 1, 'file-not-committed');
    expect(read('Dockerfile')).toBe(FOUND);
    git(dir, 'add', 'Dockerfile', '.dockerignore');
    git(dir, 'commit', '-q', '-m', 'x');
    writeFileSync(join(dir, 'elsewhere.txt'), 'not our business');
    expect((await plimsoll(['apply', '2'], dir)).code).toBe(0);
    expect((await plimsoll(['apply', '1'], dir)).code).toBe(0);
  });

  it('starts no program that the folder names', async () => {
    const { home, dir } = layRun();
    git(dir, 'init', '-q');
    git(dir, 'config', 'core.fsmonitor', `touch ${join(home, 'pwned')}; false`);
    await plimsoll(['apply', '2'], dir);
    expect(existsSync(join(home, 'pwned'))).toBe(false);
  });

  it.each([
    ['9', 2, 'no-such-rung'],
    ['4', 1, 'rung-not-applicable'],
    ['3', 1, 'rung-not-working'],
    ['99999999999999999999', 2, 'quantity-invalid'],
  ])('rung %s', async (n, exit, code) => {
    const { dir } = layRun();
    const before = snapshot(dir);
    expectProblem(await plimsoll(['apply', n], dir), exit, code);
    expect(snapshot(dir)).toEqual(before);
  });

  it('a rung whose files are not what the record says, and a record that is none', async () => {
    const { dir } = layRun();
    writeFileSync(join(dir, `.plimsoll/runs/${RUN}/2/Dockerfile`), 'FROM evil\n');
    expectProblem(await plimsoll(['apply', '2'], dir), 2, 'record-damaged');
    writeFileSync(join(dir, `.plimsoll/runs/${RUN}/run.json`), '{"rungs": [');
    expectProblem(await plimsoll(['apply', '2'], dir), 2, 'record-damaged');
    for (const latest of ['../../..', '', 'ABC']) {
      writeFileSync(join(dir, '.plimsoll/latest'), latest);
      expectProblem(await plimsoll(['apply', '2'], dir), 2, 'no-run-yet');
    }
  });

  it('a disk that takes no more, with the old files whole', async () => {
    const { dir, read } = layRun();
    rmSync(join(dir, '.plimsoll/undo'), { recursive: true, force: true });
    writeFileSync(join(dir, '.plimsoll/undo'), 'a file where a folder must be');
    const ran = await plimsoll(['apply', '2'], dir);
    expectProblem(ran, 3, 'system-refused');
    expect(read('Dockerfile')).toBe(FOUND);
  });
});
