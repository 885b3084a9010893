import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeDocker, startFakeDocker } from './fake-docker.ts';
import { builtProgram, expectProblem, makeFolder, plimsoll, snapshot } from './kit.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

function folderWith(files: Readonly<Record<string, string>>) {
  const folder = makeFolder(files);
  opened.push(folder);
  return folder;
}

async function fakeDocker(dir: string): Promise<FakeDocker> {
  const docker = await startFakeDocker(dir);
  opened.push(docker);
  return docker;
}

const OURS = 'dev.plimsoll.run';
const [RUN, OTHER] = ['0123456789ab', 'ba9876543210'];
const PYTHON = {
  Dockerfile:
    'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
  'requirements.txt': 'flask==3.0.0\n',
  'app.py': 'print("x")\n',
  'docs/a.md': 'x',
};

describe('optimize --plan', () => {
  it('decides from the source alone: no engine, nothing written, the same each time', async () => {
    const { dir, home } = folderWith(PYTHON);
    const before = snapshot(home);
    const env = { PATH: '/nonexistent', DOCKER_HOST: undefined };
    const [first, second] = [
      await plimsoll(['optimize', '--plan', '--format', 'json'], dir, env),
      await plimsoll(['optimize', '--plan', '--format', 'json'], dir, env),
    ];
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(second.out).toBe(first.out);
    expect(snapshot(home)).toEqual(before);
    const told = JSON.parse(first.out) as { plan: string; steps: { technique: string; applies: string }[] };
    expect(told.plan).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Object.fromEntries(told.steps.map((s) => [s.technique, s.applies]))).toMatchObject({
      'slim-base': 'yes',
      'dependencies-first': 'yes',
      'context-trimmed': 'yes',
    });
    expect(told.steps.every((s) => 'because' in s)).toBe(true);
  });

  it('has another digest for another Dockerfile, and leaves out what plimsoll.yaml skips', async () => {
    const { dir } = folderWith(PYTHON);
    const read = async () =>
      JSON.parse((await plimsoll(['optimize', '--plan', '--format', 'json'], dir)).out) as {
        plan: string;
        steps: { technique: string }[];
      };
    const before = await read();
    writeFileSync(join(dir, 'plimsoll.yaml'), 'optimize:\n  skip: [slim-base]\n');
    const after = await read();
    expect(after.plan).not.toBe(before.plan);
    expect(after.steps.map((s) => s.technique)).not.toContain('slim-base');
  });

  it.each([
    ['en', 80],
    ['ko', 80],
    ['en', 120],
  ])('fits the terminal (%s, %i columns)', async (lang, columns) => {
    const { dir } = folderWith(PYTHON);
    const ran = await plimsoll(['optimize', '--plan', '--lang', lang], dir, { COLUMNS: String(columns) });
    const lines = Buffer.from(ran.out, 'latin1').toString().split('\n').slice(2);
    const cells = (line: string) => Array.from(line).reduce((n, c) => n + (/[가-힣]/.test(c) ? 2 : 1), 0);
    expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeGreaterThan(6);
  });
});

describe('doctor', () => {
  it('ends with 3 where no engine answers, in both forms', async () => {
    const { dir } = folderWith({});
    const ran = await plimsoll(['doctor'], dir);
    expect(ran).toMatchObject({ code: 3, err: '' });
    expect(ran.out).toContain('/nonexistent.sock');
    const told = JSON.parse((await plimsoll(['doctor', '--format', 'json'], dir)).out) as {
      rows: { state: string; code: string }[];
    };
    expect(told.rows.at(-1)).toMatchObject({ state: 'bad', code: 'engine-down' });
  });

  it('ends with 3 for an engine nobody knows', async () => {
    const { dir } = folderWith({});
    expect(await plimsoll(['doctor', '--engine', 'nosuch'], dir)).toMatchObject({ code: 3, err: '' });
  });

  it('ends with at most 1 where one answers', async () => {
    const { dir, home } = folderWith({});
    const docker = await fakeDocker(home);
    const ran = await plimsoll(['doctor', '--format', 'json'], dir, { DOCKER_HOST: docker.host });
    const { rows } = JSON.parse(ran.out) as { rows: { state: string; code: string }[] };
    const worst = rows.some((r) => r.state === 'bad') ? 3 : rows.some((r) => r.state === 'warn') ? 1 : 0;
    expect(rows.map((r) => r.code)).toContain('doctor-server');
    expect(ran.code).toBe(worst);
  });
});

describe('clean', () => {
  const project = {
    [`.plimsoll/runs/${RUN}/run.json`]: '{}',
    [`.plimsoll/runs/${RUN}/layout/blobs/x`]: 'x',
    [`.plimsoll/runs/${RUN}/context/y`]: 'y',
    '.plimsoll/latest': RUN,
    Dockerfile: 'FROM scratch\n',
  };

  function fill(docker: FakeDocker): void {
    for (const things of [docker.containers, docker.networks, docker.volumes]) {
      things.push({ id: 'mine', labels: { [OURS]: RUN } }, { id: 'another', labels: { [OURS]: OTHER } });
      things.push({ id: 'foreign', labels: { 'com.example': 'x' } });
    }
    docker.tags.push(`plimsoll.invalid/run/${RUN}:0`, `plimsoll.invalid/run/${OTHER}:0`, 'plimsoll.invalid/runner:1');
  }

  const left = (docker: FakeDocker) => [
    ...[docker.containers, docker.networks, docker.volumes].map((things) => things.map((t) => t.id)),
    docker.tags,
  ];

  it('removes what the runs of this folder left, and nothing of any other', async () => {
    const { dir, home } = folderWith(project);
    const docker = await fakeDocker(home);
    fill(docker);
    const ran = await plimsoll(['clean', '--format', 'json'], dir, { DOCKER_HOST: docker.host });
    expect(ran.err).toBe('');
    expect(JSON.parse(ran.out)).toMatchObject({ containers: 1, networks: 1, volumes: 1, images: 1, folders: 2 });
    const others = ['another', 'foreign'];
    expect(left(docker)).toEqual([
      others,
      others,
      others,
      [`plimsoll.invalid/run/${OTHER}:0`, 'plimsoll.invalid/runner:1'],
    ]);
    expect(existsSync(join(dir, `.plimsoll/runs/${RUN}/layout`))).toBe(false);
    expect(existsSync(join(dir, `.plimsoll/runs/${RUN}/run.json`))).toBe(true);
    expect(existsSync(join(dir, '.plimsoll/lock'))).toBe(false);
  });

  it('--all removes everything of ours, nothing foreign, and the whole folder', async () => {
    const { dir, home } = folderWith(project);
    const docker = await fakeDocker(home);
    fill(docker);
    const ran = await plimsoll(['clean', '--all'], dir, { DOCKER_HOST: docker.host });
    expect(ran.err).toBe('');
    expect(ran.out).toMatch(/2 containers, 2 images, 2 volumes, 2 networks, 1 folder/);
    expect(left(docker)).toEqual([['foreign'], ['foreign'], ['foreign'], ['plimsoll.invalid/runner:1']]);
    expect(existsSync(join(dir, '.plimsoll'))).toBe(false);
    expect(existsSync(join(dir, 'Dockerfile'))).toBe(true);
  });

  it('writes nothing in a folder without runs', async () => {
    const { dir, home } = folderWith({ 'a.txt': '' });
    const docker = await fakeDocker(home);
    const before = snapshot(dir);
    const ran = await plimsoll(['clean'], dir, { DOCKER_HOST: docker.host });
    expect(ran).toMatchObject({ code: 0, out: 'nothing of ours was left\n' });
    expect(snapshot(dir)).toEqual(before);
  });

  it('without an engine still removes the folders, and says that the engine is down', async () => {
    const { dir } = folderWith(project);
    const ran = await plimsoll(['clean'], dir);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/^plimsoll: engine-down: [^\n]+\n$/);
    expect(ran.out).toContain('2 folders');
  });

  it('leaves a run in progress alone', async () => {
    const { dir, home } = folderWith(project);
    const docker = await fakeDocker(home);
    fill(docker);
    const before = left(docker).map((x) => [...x]);
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      writeFileSync(join(dir, '.plimsoll/lock'), `${other.pid}\n`);
      for (const words of [['clean'], ['clean', '--all']])
        expectProblem(await plimsoll(words, dir, { DOCKER_HOST: docker.host }), 3, 'run-in-progress');
      expect(left(docker)).toEqual(before);
      expect(readFileSync(join(dir, '.plimsoll/lock'), 'utf8')).toBe(`${other.pid}\n`);
    } finally {
      other.kill();
    }
  });
});

describe('a reader that stops early', () => {
  it('is no fault: no stack, nothing on stderr', async () => {
    const { dir } = folderWith(PYTHON);
    const child = spawn(process.execPath, [builtProgram(), 'optimize', '--plan', '--format', 'json'], { cwd: dir });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(err).toBe('');
  });
});
