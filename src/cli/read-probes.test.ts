import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CliContext } from './context.ts';
import { readProbes } from './read-probes.ts';

const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true });
});

async function folderOf(files: Readonly<Record<string, string>>): Promise<CliContext> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-probes-'));
  dirs.push(dir);
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return { cwd: dir } as CliContext;
}

const MAIN = [
  'from fastapi import FastAPI',
  'app = FastAPI()',
  '@app.get("/users/{id}")',
  'def user(id: int): ...',
  '@app.post("/users")',
  'def add(): ...',
  '',
].join('\n');
const DOCKERFILE = 'FROM python:3.12-slim\nCOPY . /app\nCMD ["uvicorn", "main:app"]\n';
const PROBES = { 'plimsoll.yaml': 'probes:\n  - http: { path: /users/1 }\n' };

describe('the file that says how an image is asked', () => {
  it('makes the routes of the project it lies in known, where something is asked', async () => {
    const context = await folderOf({ ...PROBES, Dockerfile: DOCKERFILE, 'main.py': MAIN });
    const asked = await readProbes(context, 'plimsoll.yaml', true);
    expect(asked.known?.toSorted()).toEqual(['GET /users/{id}', 'POST /users']);
    expect((await readProbes(context, 'plimsoll.yaml')).known).toBeUndefined();
    expect((await readProbes(context, undefined, true)).known).toBeUndefined();
  });

  it.each([
    ['is no project', {}],
    ['has a Dockerfile that cannot be read', { Dockerfile: 'FROM\n' }],
  ])('may lie in a folder that %s', async (_, files) => {
    const asked = await readProbes(await folderOf({ ...PROBES, ...files, 'main.py': MAIN }), 'plimsoll.yaml', true);
    expect(asked.configured.probes).toHaveLength(1);
  });

  it('hides what it is to hide, also of a switch to WebSocket', async () => {
    const text = 'probes:\n  - ws: { path: /, headers: { Authorization: Bearer hunter2-token } }\n';
    const { redact } = await readProbes(await folderOf({ 'plimsoll.yaml': text }), 'plimsoll.yaml');
    expect(redact('said hunter2-token')).not.toContain('hunter2');
  });
});
