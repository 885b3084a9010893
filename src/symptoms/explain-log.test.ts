import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { explainLine, explainLog } from './explain-log.ts';

/** As programs and engines write them. */
const known: readonly (readonly [id: string, line: string, code: string, args: object, cure: string | undefined])[] = [
  [
    'T46',
    "ModuleNotFoundError: No module named 'pandas'",
    'log-python-module-missing',
    { module: 'pandas' },
    'cure-copy-packages',
  ],
  ['T45', "Error: Cannot find module 'express'", 'log-node-module-missing', { module: 'express' }, 'cure-node-modules'],
  [
    'T82',
    'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
    'log-library-missing',
    { library: 'libGL.so.1' },
    'cure-headless-opencv',
  ],
  [
    'T61',
    'ImportError: libpq.so.5: cannot open shared object file: No such file or directory',
    'log-library-missing',
    { library: 'libpq.so.5' },
    'cure-install-library',
  ],
  [
    'T03',
    'OSError: libfoo.so.7: cannot open shared object file: No such file or directory',
    'log-library-missing',
    { library: 'libfoo.so.7' },
    'cure-find-library',
  ],
  [
    'D1',
    'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/x)',
    'log-loader-missing',
    { path: 'ld-linux-x86-64.so.2' },
    'cure-glibc-base',
  ],
  [
    'D1',
    'Error relocating /app/x.so: __vfprintf_chk: symbol not found',
    'log-musl-symbol-missing',
    { symbol: '__vfprintf_chk' },
    'cure-glibc-base',
  ],
  [
    'T24',
    'exec /app/main: no such file or directory',
    'log-program-not-started',
    { path: '/app/main' },
    'cure-static-or-loader',
  ],
  [
    'T26',
    "/app/x: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/x)",
    'log-glibc-too-old',
    { version: 'GLIBC_2.34' },
    'cure-same-glibc',
  ],
  [
    'T53',
    'exec /app/main: exec format error',
    'log-wrong-architecture',
    { path: '/app/main' },
    'cure-build-for-platform',
  ],
  [
    'D3',
    'Get "https://x.invalid/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'log-ca-missing',
    {},
    'cure-copy-ca',
  ],
  [
    'T52',
    'panic: unknown time zone Asia/Seoul',
    'log-zone-data-missing',
    { zone: 'Asia/Seoul' },
    'cure-copy-zone-data',
  ],
  [
    'T52',
    "zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key Asia/Seoul'",
    'log-zone-data-missing',
    { zone: 'Asia/Seoul' },
    'cure-copy-zone-data',
  ],
  [
    'T10',
    "PermissionError: [Errno 13] Permission denied: '/app/data/x.db'",
    'log-permission-denied',
    { path: '/app/data/x.db' },
    'cure-own-path',
  ],
  [
    'T10',
    "Error: EACCES: permission denied, open '/app/.next/trace'",
    'log-permission-denied',
    { path: '/app/.next/trace' },
    'cure-own-path',
  ],
  [
    'T10',
    "PermissionError: [Errno 13] Permission denied: '/root/.cache/x'",
    'log-no-home',
    { path: '/root/.cache/x' },
    'cure-home',
  ],
  [
    'D6',
    "OSError: [Errno 30] Read-only file system: '/app/log'",
    'log-read-only',
    { path: '/app/log' },
    'cure-writable-path',
  ],
  ['D6', 'listen tcp :80: bind: permission denied', 'log-port-privileged', { port: '80' }, 'cure-unprivileged-port'],
  [
    'D6',
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
    'log-port-privileged',
    { port: '80' },
    'cure-unprivileged-port',
  ],
  [
    'D6',
    'Error: listen EACCES: permission denied 0.0.0.0:443',
    'log-port-privileged',
    { port: '443' },
    'cure-unprivileged-port',
  ],
  ['D6', 'listen tcp :8080: bind: address already in use', 'log-port-in-use', { port: '8080' }, 'cure-other-port'],
  ['T34', 'error: externally-managed-environment', 'log-externally-managed', {}, 'cure-venv'],
  [
    'T71',
    'ERROR: No matching distribution found for tensorflow==2.13.1',
    'log-no-matching-distribution',
    { requirement: 'tensorflow==2.13.1' },
    'cure-other-base-or-version',
  ],
  ['D6', 'write /var/lib/x: no space left on device', 'log-disk-full', {}, 'cure-free-disk'],
  ['D2', 'Error: pg_config executable not found.', 'log-pg-config-missing', {}, 'cure-pg-packages'],
  [
    'D2',
    './psycopg/psycopg.h:36:10: fatal error: libpq-fe.h: No such file or directory',
    'log-pg-config-missing',
    {},
    'cure-pg-packages',
  ],
  [
    'T04',
    'x.c:1:10: fatal error: stdio.h: No such file or directory',
    'log-header-missing',
    { header: 'stdio.h' },
    'cure-install-header-packages',
  ],
  [
    'T04',
    "error: command 'gcc' failed: No such file or directory",
    'log-compiler-missing',
    { command: 'gcc' },
    'cure-build-stage-compiler',
  ],
  [
    'D4',
    'OCI runtime create failed: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
    'log-shell-missing',
    { shell: '/bin/sh' },
    'cure-exec-form',
  ],
  [
    'D4',
    'exec: "sh": executable file not found in $PATH: unknown',
    'log-shell-missing',
    { shell: 'sh' },
    'cure-exec-form',
  ],
  [
    'D6',
    'exec: "uvicorn": executable file not found in $PATH: unknown',
    'log-command-missing',
    { command: 'uvicorn' },
    'cure-copy-command',
  ],
  ['T45', 'sh: 1: vite: not found', 'log-dev-tool-missing', { command: 'vite' }, 'cure-dev-dependencies-to-build'],
  ['T36', '/bin/sh: adduser: not found', 'log-foreign-tool', { command: 'adduser' }, 'cure-own-tool'],
  [
    'D6',
    "python: can't open file '/app/main.py': [Errno 2] No such file or directory",
    'log-file-missing',
    { path: '/app/main.py' },
    'cure-copy-file',
  ],
  [
    'D6',
    'panic: open config/app.yaml: no such file or directory',
    'log-file-missing',
    { path: 'config/app.yaml' },
    'cure-copy-file',
  ],
  [
    'T18',
    `ValueError: [TypeError("'numpy.int64' object is not iterable"), TypeError('vars() argument must have __dict__ attribute')]`,
    'log-not-json',
    { type: 'numpy.int64' },
    'cure-plain-value',
  ],
  [
    'T18',
    'TypeError: Object of type int64 is not JSON serializable',
    'log-not-json',
    { type: 'int64' },
    'cure-plain-value',
  ],
];

/** Ordinary words that hold some of the same ones. */
const spared = [
  'INFO:     Application startup complete.',
  'GET /errors?code=139 200',
  'loaded module pandas in 3 ms',
  'listening on :8080',
  'no matching user found for alice',
  'time zone Asia/Seoul set',
  'exec main loop',
  'GLIBC_2.34 is fine',
  'permission granted to /app/data',
  '',
];

describe('explaining a log', () => {
  it.each(known)('%s %s', (_, line, code, args, cure) => {
    expect(explainLine(line)).toMatchObject({ message: { code, args }, evidence: line });
    expect(explainLine(line)?.cure?.code).toBe(cure);
  });

  it.each(spared)('spares %j', (line) => {
    expect(explainLine(line)).toBeUndefined();
  });

  it('tells the last one first and each once', () => {
    const log = ["ModuleNotFoundError: No module named 'a'", 'noise', "ModuleNotFoundError: No module named 'b'"];
    const codes = explainLog([...log, ...log].join('\n')).map((c) => c.message.args);
    expect(codes).toEqual([{ module: 'b' }, { module: 'a' }]);
  });

  it('D1 explains how it ended; a crash has a cure only where the cause is likely', () => {
    expect(explainLog('', { exitCode: 139, libc: 'musl' })).toMatchObject([
      { message: { code: 'log-segfault' }, cure: { code: 'cure-glibc-base' } },
    ]);
    expect(explainLog('', { exitCode: 139, libc: 'glibc' })[0]).not.toHaveProperty('cure');
    expect(explainLog('', { exitCode: 132 })).toMatchObject([{ message: { code: 'log-illegal-instruction' } }]);
    expect(explainLog('', { exitCode: 137, oomKilled: true, limitBytes: 5 })).toMatchObject([
      { message: { code: 'oom-killed', args: { limitBytes: 5 } } },
    ]);
    expect(explainLog('', { exitCode: 0 })).toEqual([]);
  });

  it('works through hostile megabytes in a moment', () => {
    const bait = ['listen bind permission denied ', "exec '", 'a'.repeat(499), '[[[', 'PermissionError "/', 'lib.so'];
    const log = Array.from({ length: 20_000 }, (_, i) => (bait[i % bait.length] ?? '').repeat(20)).join('\n');
    const begun = cpuMs();
    explainLog(log);
    expect(cpuMs() - begun).toBeLessThan(2_000);
  });
});
