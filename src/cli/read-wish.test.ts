import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import { composeFiles } from './compose.ts';
import type { CliContext } from './context.ts';
import { makeWish, readAsked } from './read-wish.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-wish-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function contextOf(env: Readonly<Record<string, string>>): CliContext {
  const output = { write: () => {} };
  return {
    process: { stdout: output, stderr: output, env, exitCode: null },
    cwd: dir,
    language: createLanguage('en'),
    version: '0',
    signal: new AbortController().signal,
    interruptedBy: () => undefined,
    fail: () => {},
  };
}

describe('makeWish', () => {
  it('hides what build secrets, secret arguments, environment and headers hold, and nothing else', async () => {
    writeFileSync(join(dir, 'Dockerfile'), 'FROM python:3.12-slim\n');
    writeFileSync(join(dir, 'npmrc'), 'from-a-file-9\n');
    const yaml = `env: { DB_PASSWORD: from-env-9, MODE: open-mode-9 }
probes:
  - http: { path: /, headers: { authorization: Bearer from-header-9 } }
services:
  db: { image: "postgres:17", env: { POSTGRES_PASSWORD: from-service-9 }, port: 5432 }
`;
    writeFileSync(join(dir, 'plimsoll.yaml'), yaml);
    const context = contextOf({ OTHER: 'from-variable-9' });
    const flags = {
      strict: false,
      plan: false,
      format: 'json',
      secret: [`id=npm,src=${join(dir, 'npmrc')}`, 'id=other,env=OTHER'],
      buildArg: ['API_TOKEN=from-argument-9'],
    } as const;
    const asked = await readAsked(context, composeFiles(), undefined, flags);
    const { redact } = await makeWish(context, asked, flags);
    const secrets = ['file', 'env', 'header', 'service', 'variable', 'argument'].map(
      (n) => `from-${n === 'file' ? 'a-file' : n}-9`,
    );
    expect(redact([...secrets, 'open-mode-9'].join(' '))).toBe(`${secrets.map(() => '***').join(' ')} open-mode-9`);
  });
});
