import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

function denied(path: string): Told | undefined {
  if (!path.includes('/')) return undefined;
  return /^\/(?:nonexistent|root)(?:\/|$)/.test(path)
    ? { message: message('log-no-home', { path }), cure: message('cure-home', {}) }
    : { message: message('log-permission-denied', { path }), cure: message('cure-own-path', { path }) };
}

function readOnly(path: string): Told {
  return { message: message('log-read-only', { path }), cure: message('cure-writable-path', { path }) };
}

function missingFile(path: string): Told {
  return { message: message('log-file-missing', { path }), cure: message('cure-copy-file', { path }) };
}

function portTaken(port: string): Told {
  return { message: message('log-port-in-use', { port }), cure: message('cure-other-port', {}) };
}

function lowPort(port: string): Told | undefined {
  const isLow = port === '' || Number(port) < 1024;
  return isLow
    ? { message: message('log-port-privileged', { port }), cure: message('cure-unprivileged-port', {}) }
    : undefined;
}

/** The last number after a colon: the port of an address. */
function portIn(line: string): string {
  return (
    /:(\d{1,5})\b(?!.*:\d{1,5}\b)/.exec(line)?.[1] ??
    /\bport:? (\d{1,5})\b/i.exec(line)?.[1] ??
    /', (\d{1,5})\)/.exec(line)?.[1] ??
    ''
  );
}

const GO_LEAD = '^(?:panic: |fatal error: |.{0,80}: )?';

export const FILE_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'port-not-allowed',
    shows: 'run',
    examples: [
      'listen tcp :80: bind: permission denied',
      'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
      'Error: listen EACCES: permission denied 0.0.0.0:443',
    ],
    signatures: [
      {
        pattern: /\blisten (?:tcp[46]?|udp[46]?) [\w.[\]:]{0,60}:(\d{1,5}): bind: permission denied/,
        read: ([port = '']) => lowPort(port),
      },
      {
        pattern: /\bbind\(\) to [\w.[\]:]{1,60}:(\d{1,5}) failed \(13: Permission denied\)/,
        read: ([port = '']) => lowPort(port),
      },
      {
        pattern: /\blisten EACCES: permission denied [\w.[\]:]{1,60}:(\d{1,5})\b/,
        read: ([port = '']) => lowPort(port),
      },
      {
        pattern:
          /\[Errno 13\] (?:error while attempting to bind on address \('[^']{0,60}', (\d{1,5})\): )?permission denied$/i,
        read: ([port = '']) => (port === '' ? undefined : lowPort(port)),
      },
      {
        pattern: /Permission denied: AH00072: make_sock: could not bind to address [\w.[\]:]{1,60}:(\d{1,5})/,
        read: ([port = '']) => lowPort(port),
      },
      { pattern: /java\.net\.(?:BindException|SocketException): Permission denied/, read: () => lowPort('') },
    ],
    words: {
      en: [
        'bind permission denied',
        'port 80 permission denied',
        'privileged port',
        'nginx non-root port 80',
        'listen EACCES',
      ],
      ko: ['80 포트 권한', '포트 바인딩 권한 오류', '낮은 포트', 'nginx 권한 오류'],
    },
  },
  {
    id: 'port-in-use',
    shows: 'run',
    examples: [
      'listen tcp :8080: bind: address already in use',
      'Error: listen EADDRINUSE: address already in use :::3000',
      "ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use",
    ],
    signatures: [
      {
        pattern:
          /(?:\bbind: |EADDRINUSE: |\[Errno 98\] (?:error while attempting to bind on address \([^)]{1,80}\): )?|\(98: |BindException: )address already in use/i,
        read: (_, line) => portTaken(portIn(line)),
      },
      {
        pattern:
          /^Connection in use: \('[^']{0,60}', (\d{1,5})\)|^Web server failed to start\. Port (\d{1,5}) was already in use|\bBind for [\w.[\]:]{0,60}:(\d{1,5}) failed: port is already allocated/,
        read: ([a = '', b = '', c = '']) => portTaken(a + b + c),
      },
    ],
    words: {
      en: ['address already in use', 'port in use', 'EADDRINUSE', 'port is already allocated'],
      ko: ['포트 사용 중', '포트 충돌', '주소 이미 사용 중'],
    },
  },
  {
    id: 'entrypoint-not-executable',
    shows: 'run',
    examples: [
      'exec: "/entrypoint.sh": permission denied: unknown',
      'exec /docker-entrypoint.sh: permission denied',
      '/bin/sh: 1: ./gradlew: Permission denied',
    ],
    signatures: [
      {
        pattern:
          /exec: "(\.{0,2}\/[^"]{1,200})": permission denied|^exec (\/[^\s:]{1,300}): permission denied$|^(?:\/\S{1,60}\/)?(?:sh|bash|ash|dash): (?:\d{1,6}: |line \d{1,6}: )?(\.{0,2}\/[^\s:]{1,200}): Permission denied$/,
        read: ([a = '', b = '', c = '']) => ({
          message: message('log-not-executable', { path: a + b + c }),
          cure: message('cure-executable', { path: a + b + c }),
        }),
      },
    ],
    words: {
      en: [
        'entrypoint permission denied',
        'exec permission denied',
        'not executable',
        'chmod +x',
        'gradlew permission denied',
        'mvnw permission denied',
      ],
      ko: ['실행 권한 없음', 'entrypoint 권한 오류', 'gradlew 권한', 'chmod 필요'],
    },
  },
  {
    id: 'permission-denied',
    shows: 'run',
    goesOn: true,
    examples: [
      "PermissionError: [Errno 13] Permission denied: '/app/data/x.db'",
      "Error: EACCES: permission denied, open '/app/.next/trace'",
      'open /var/log/app.log: permission denied',
      'java.nio.file.AccessDeniedException: /app/data/x',
      "mkdir: can't create directory '/app/data': Permission denied",
    ],
    signatures: [
      {
        pattern: /^(?:\w{0,40}Error: )?\[Errno 13\] Permission denied: '([^']{1,300})'/,
        read: ([path = '']) => denied(path),
      },
      { pattern: /\bEACCES: permission denied, \w{1,20} '([^']{1,300})'/, read: ([path = '']) => denied(path) },
      {
        pattern: new RegExp(
          `${GO_LEAD}(?:open|mkdir|create|stat|unlink|rename|chmod|fork/exec|lstat|remove) (/[^\\s:]{1,300}): permission denied$`,
        ),
        read: ([path = '']) => denied(path),
      },
      {
        pattern:
          /^(?:mkdir|touch|cp|mv|chown|chmod|rm|tee|ln|install|cat): (?:can't|cannot|changing|unable)?[\w :]{0,40}'?(\/[^':\s]{1,300})'?: Permission denied$/,
        read: ([path = '']) => denied(path),
      },
      {
        pattern:
          /^(?:\/\S{1,60}\/)?(?:sh|bash|ash|dash): (?:\d{1,6}: |line \d{1,6}: )?(?:can't create|cannot create) (\/[^\s:]{1,300}): Permission denied$/i,
        read: ([path = '']) => denied(path),
      },
      {
        pattern:
          /java\.nio\.file\.AccessDeniedException: (\/[^\s:]{1,300})$|java\.io\.FileNotFoundException: (\/[^\s:]{1,300}) \(Permission denied\)/,
        read: ([a = '', b = '']) => denied(a + b),
      },
      {
        pattern: /System\.UnauthorizedAccessException: Access to the path '([^']{1,300})' is denied/,
        read: ([path = '']) => denied(path),
      },
      {
        pattern:
          /\[(?:emerg|alert|crit)\] .{0,40}\b(?:open|mkdir)\(\) "(\/[^"]{1,300})" failed \(13: Permission denied\)/,
        read: ([path = '']) => denied(path),
      },
      { pattern: /\bmkdir:? [^\n]{0,40}'(\/nonexistent[^']{0,200})'/, read: ([path = '']) => denied(path) },
    ],
    related: { rules: ['root-user'], techniques: ['numeric-user'] },
    words: {
      en: [
        'permission denied',
        'EACCES',
        'PermissionError non-root',
        'non-root user cannot write',
        'chown',
        'USER permission',
      ],
      ko: ['권한 없음', '권한 거부', '비루트 사용자 권한 오류', 'Permission denied', 'USER 바꾸니 쓰기 실패'],
    },
  },
  {
    id: 'read-only-file-system',
    shows: 'run',
    goesOn: true,
    examples: [
      "OSError: [Errno 30] Read-only file system: '/app/log'",
      "Error: EROFS: read-only file system, open '/app/x'",
      'mkdir /app/tmp: read-only file system',
    ],
    signatures: [
      { pattern: /\[Errno 30\] Read-only file system: '([^']{1,300})'/, read: ([path = '']) => readOnly(path) },
      { pattern: /\bEROFS: read-only file system, \w{1,20} '([^']{1,300})'/, read: ([path = '']) => readOnly(path) },
      {
        pattern: new RegExp(
          `${GO_LEAD}(?:open|mkdir|create|unlink|rename|remove) (/[^\\s:]{1,300}): read-only file system$`,
        ),
        read: ([path = '']) => readOnly(path),
      },
      {
        pattern:
          /^(?:mkdir|touch|cp|mv|chown|chmod|rm|tee|ln): (?:can't|cannot|changing|unable)?[\w :]{0,40}'?(\/[^':\s]{1,300})'?: Read-only file system$/,
        read: ([path = '']) => readOnly(path),
      },
      { pattern: /"(\/[^"]{1,300})" failed \(30: Read-only file system\)/, read: ([path = '']) => readOnly(path) },
    ],
    words: {
      en: ['read-only file system', 'EROFS', 'readOnlyRootFilesystem'],
      ko: ['읽기 전용 파일 시스템', '쓰기 불가', 'read-only'],
    },
  },
  {
    id: 'file-missing',
    shows: 'run',
    isConsequence: true,
    examples: [
      "python: can't open file '/app/main.py': [Errno 2] No such file or directory",
      'panic: open config/app.yaml: no such file or directory',
      "Error: ENOENT: no such file or directory, open '/app/config.json'",
    ],
    signatures: [
      {
        pattern: /^(?:\/\S{1,200}\/)?python[\d.]{0,6}: can't open file '([^']{1,300})': \[Errno 2\]/,
        read: ([path = '']) => missingFile(path),
      },
      {
        // A bare name may be what its user gave it.
        pattern: /^FileNotFoundError: \[Errno 2\] No such file or directory: '([^'\n]{0,200}\/[^'\n]{1,300})'/,
        read: ([path = '']) => missingFile(path),
      },
      {
        pattern:
          /^(?:Uncaught )?(?:Error: )?ENOENT: no such file or directory, (?:open|stat|lstat|scandir|access|readlink) '([^'\n]{1,300})'/,
        read: ([path = '']) => missingFile(path),
      },
      {
        pattern: /^(?:panic: )?open (\/?[\w./@+-]{1,300}): no such file or directory(?:$|\n)/,
        read: ([path = '']) => missingFile(path),
      },
      {
        pattern: /^(?:sh|bash|ash|dash): (?:0: )?(?:cannot open|can't open) '?(\/?[\w./@+-]{1,300})'?(?::|$)/i,
        read: ([path = '']) => missingFile(path),
      },
      {
        pattern: /^npm (?:ERR!|error) (?:enoent|path) .{0,80}open '([^']{1,300}package\.json)'/,
        read: ([path = '']) => missingFile(path),
      },
    ],
    words: {
      en: ['no such file or directory', 'FileNotFoundError', 'ENOENT', "can't open file"],
      ko: ['파일이 없음', '파일을 찾을 수 없음', 'ENOENT', 'FileNotFoundError'],
    },
  },
];
