import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startLocalRegistry } from '../../test/kit/local-registry.ts';
import { INFLATE_LIMITS } from '../image/sources/inflate-limits.ts';
import { TAR_LIMITS } from '../image/tar/tar-limits.ts';
import { openFromRegistry } from './compose-registry-image.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-registry-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a signal ends a credential helper that waits for somebody, and with it the opening', async () => {
  const registry = await startLocalRegistry({ login: { user: 'u', password: 'p' } });
  const name = `${registry.host}/app:1`;
  const pidFile = join(dir, 'pid');
  const helper = join(dir, 'docker-credential-waiting');
  writeFileSync(
    helper,
    `#!/bin/sh\necho $$ > '${pidFile}.part' && mv '${pidFile}.part' '${pidFile}'\nexec sleep 1000\n`,
  );
  chmodSync(helper, 0o755);
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ credHelpers: { [registry.host]: 'waiting' } }));
  const abort = new AbortController();
  const env = { PATH: `${dir}:${process.env['PATH']}`, DOCKER_CONFIG: dir };
  const limits = { tar: TAR_LIMITS, inflate: INFLATE_LIMITS };
  const wish = { name: { from: 'registry', name }, engine: {}, limits, signal: abort.signal, cwd: dir } as const;
  try {
    const opening = openFromRegistry(env, name, wish);
    const refused = expect(opening).rejects.toThrow('enough');
    while (!existsSync(pidFile)) await wait(20);
    abort.abort(new Error('enough'));
    await refused;
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  } finally {
    await registry.close();
  }
});
