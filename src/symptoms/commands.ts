import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

/** Tools that small bases lack: what brings them on Debian and on Alpine. */
const TOOL_PACKAGES: Readonly<Record<string, readonly [apt: string, apk: string]>> = {
  curl: ['curl', 'curl'],
  wget: ['wget', 'wget'],
  git: ['git', 'git'],
  make: ['make', 'make'],
  cmake: ['cmake', 'cmake'],
  gcc: ['gcc libc6-dev', 'gcc musl-dev'],
  cc: ['gcc libc6-dev', 'gcc musl-dev'],
  'g++': ['g++', 'g++'],
  'pkg-config': ['pkg-config', 'pkgconf'],
  mysql_config: ['default-libmysqlclient-dev', 'mariadb-dev'],
  'krb5-config': ['libkrb5-dev', 'krb5-dev'],
  unzip: ['unzip', 'unzip'],
  xz: ['xz-utils', 'xz'],
  ps: ['procps', 'procps'],
  ip: ['iproute2', 'iproute2'],
  ping: ['iputils-ping', 'iputils'],
  jq: ['jq', 'jq'],
  gpg: ['gnupg', 'gnupg'],
  ssh: ['openssh-client', 'openssh-client'],
  rsync: ['rsync', 'rsync'],
  tini: ['tini', 'tini'],
  gosu: ['gosu', 'su-exec'],
  'su-exec': ['gosu', 'su-exec'],
  'dumb-init': ['dumb-init', 'dumb-init'],
  envsubst: ['gettext-base', 'gettext-envsubst'],
  ffmpeg: ['ffmpeg', 'ffmpeg'],
  convert: ['imagemagick', 'imagemagick'],
  pdftotext: ['poppler-utils', 'poppler-utils'],
  tesseract: ['tesseract-ocr', 'tesseract-ocr'],
  psql: ['postgresql-client', 'postgresql-client'],
  pg_dump: ['postgresql-client', 'postgresql-client'],
  nc: ['netcat-openbsd', 'netcat-openbsd'],
  sudo: ['sudo', 'sudo'],
  strip: ['binutils', 'binutils'],
};

/** What another distribution calls its own. */
const FOREIGN_TOOLS: Readonly<Record<string, string>> = {
  'apt-get': 'apk add --no-cache (Alpine), dnf or microdnf (Red Hat)',
  apt: 'apk add --no-cache (Alpine), dnf or microdnf (Red Hat)',
  apk: 'apt-get update && apt-get install (Debian, Ubuntu)',
  yum: 'apt-get (Debian, Ubuntu), apk (Alpine), microdnf (Red Hat)',
  dnf: 'apt-get (Debian, Ubuntu), apk (Alpine), microdnf (Red Hat)',
  adduser: 'useradd --create-home (Debian, Red Hat)',
  addgroup: 'groupadd (Debian, Red Hat)',
  useradd: 'adduser -D (Alpine)',
  groupadd: 'addgroup (Alpine)',
  usermod: 'addgroup USER GROUP (Alpine)',
  deluser: 'userdel (Debian, Red Hat)',
  'update-ca-trust': 'update-ca-certificates (Debian, Alpine)',
};

const RUNTIMES =
  /^(?:node|npm|npx|yarn|pnpm|corepack|python\d?(?:\.\d{1,2})?|pip\d?|java|mvn|gradle|go|dotnet|ruby|bundle|php|composer|perl|cargo|rustc)$/;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash)$/;

function missingCommand(command: string): Told {
  const name = command.replace(/^.*\//, '');
  if (SHELL.test(command)) return missingShell(command);
  const instead = Object.hasOwn(FOREIGN_TOOLS, name) ? FOREIGN_TOOLS[name] : undefined;
  if (instead !== undefined)
    return { message: message('log-foreign-tool', { command: name }), cure: message('cure-own-tool', { instead }) };
  const said = message('log-command-missing', { command });
  const known = Object.hasOwn(TOOL_PACKAGES, name) ? TOOL_PACKAGES[name] : undefined;
  if (known !== undefined)
    return { message: said, cure: message('cure-install-tool', { command: name, apt: known[0], apk: known[1] }) };
  return {
    message: said,
    cure: RUNTIMES.test(name)
      ? message('cure-base-with', { command: name })
      : message('cure-copy-command', { command }),
  };
}

function missingShell(shell: string): Told {
  const isBash = /bash$/.test(shell);
  return {
    message: message('log-shell-missing', { shell }),
    cure: isBash ? message('cure-bash', {}) : message('cure-exec-form', {}),
  };
}

const GIT: Told = {
  message: message('log-command-missing', { command: 'git' }),
  cure: message('cure-install-tool', { command: 'git', apt: 'git', apk: 'git' }),
};

export const COMMAND_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'shell-missing',
    shows: 'either',
    examples: [
      'OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      'exec: "sh": executable file not found in $PATH: unknown',
      'Error: spawn sh ENOENT',
    ],
    signatures: [
      {
        pattern:
          /exec: "((?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash))": (?:executable file not found|stat .{0,200}no such file|no such file)/,
        read: ([shell = '']) => missingShell(shell),
      },
      {
        pattern: /crun: executable file '((?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash))' not found/,
        read: ([shell = '']) => missingShell(shell),
      },
      {
        pattern: /^(?:Error: )?spawn ((?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash)) ENOENT/,
        read: ([shell = '']) => missingShell(shell),
      },
      {
        pattern:
          /^FileNotFoundError: \[Errno 2\] No such file or directory: '((?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash))'/,
        read: ([shell = '']) => missingShell(shell),
      },
    ],
    words: {
      en: [
        'no shell in distroless',
        'exec sh executable file not found',
        'bin sh no such file',
        'docker exec distroless',
        'kubectl exec distroless',
        'debug distroless',
      ],
      ko: ['Distroless에서 쉘 명령 불가', '쉘 없음', '셸이 없음', 'distroless 디버깅', 'distroless 접속 안 됨'],
    },
  },
  {
    id: 'git-missing',
    shows: 'build',
    examples: [
      "ERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?",
      'go: missing Git command. See https://golang.org/s/gogetcmd',
      'npm ERR! syscall spawn git',
    ],
    signatures: [
      {
        pattern:
          /Cannot find command 'git' - do you have|^(?:go: )?missing Git command|^npm (?:ERR!|error) syscall spawn git$|No such file or directory: 'git'|exec: "git": executable file not found in \$PATH/,
        read: () => GIT,
      },
    ],
    words: {
      en: ['git not found', 'pip install git+https', 'git missing in image', 'go get git'],
      ko: ['git 없음', 'git 명령 없음', 'pip git 설치 실패'],
    },
  },
  {
    id: 'foreign-options',
    shows: 'build',
    examples: ['adduser: unrecognized option: disabled-password', 'Unknown option: D'],
    signatures: [
      {
        pattern: /^(adduser|addgroup|deluser): unrecognized option:? '?-{0,2}([\w-]{1,40})/,
        read: ([command = '', option = '']) => ({
          message: message('log-foreign-option', { command, option }),
          cure: message('cure-own-tool', {
            instead: command === 'adduser' ? 'adduser -D -H NAME (Alpine)' : 'addgroup -S NAME (Alpine)',
          }),
        }),
      },
      {
        pattern: /^Unknown option: ([DHSG])$/,
        read: ([option = '']) => ({
          message: message('log-foreign-option', { command: 'adduser', option }),
          cure: message('cure-own-tool', { instead: 'adduser --system --no-create-home NAME (Debian)' }),
        }),
      },
    ],
    words: {
      en: ['adduser unrecognized option', 'adduser unknown option', 'adduser disabled-password alpine'],
      ko: ['adduser 옵션 오류', 'adduser unrecognized option'],
    },
  },
  {
    id: 'command-missing',
    shows: 'either',
    examples: [
      '/bin/sh: adduser: not found',
      'exec: "uvicorn": executable file not found in $PATH: unknown',
      '/bin/sh: 1: curl: not found',
    ],
    signatures: [
      {
        pattern:
          /exec: "([^"]{1,200})": (?:executable file not found in \$PATH|stat [^\n]{1,300}: no such file or directory)/,
        read: ([command = '']) => missingCommand(command),
      },
      { pattern: /crun: executable file '([^']{1,200})' not found/, read: ([command = '']) => missingCommand(command) },
      {
        pattern:
          /^(?:\/\S{0,200}\/)?(?:sh|ash|bash|dash|[\w.-]{1,60}\.sh): (?:\d{1,6}: |line \d{1,6}: )?([\w@.+-]{1,200}): (?:not found|command not found)$/,
        read: ([command = '']) => missingCommand(command),
      },
      {
        pattern: /^(?:\/\S{1,200}): (?:line )?\d{1,6}: ([\w@.+-]{1,200}): (?:not found|command not found)$/,
        read: ([command = '']) => missingCommand(command),
      },
      {
        pattern: /^FileNotFoundError: \[Errno 2\] No such file or directory: '([\w+-]{1,60})'/,
        read: ([command = '']) => (Object.hasOwn(TOOL_PACKAGES, command) ? missingCommand(command) : undefined),
      },
      {
        pattern: /^(?:Error: )?spawn ([\w+-]{1,60}) ENOENT/,
        read: ([command = '']) =>
          Object.hasOwn(TOOL_PACKAGES, command) || RUNTIMES.test(command) ? missingCommand(command) : undefined,
      },
    ],
    related: { rules: ['healthcheck-tool-missing'] },
    words: {
      en: [
        'command not found',
        'executable file not found in $PATH',
        'adduser not found',
        'useradd not found',
        'addgroup not found',
        'apt-get not found',
        'apk not found',
        'curl not found',
        'exit code 127',
        'bash not found',
      ],
      ko: [
        '명령을 찾을 수 없음',
        '명령어 없음',
        'adduser 없음',
        'useradd 없음',
        'apt-get 없음',
        'curl 없음',
        '종료 코드 127',
      ],
    },
  },
  {
    id: 'apt-package-not-found',
    shows: 'build',
    examples: ['E: Unable to locate package libpq-dev', "E: Package 'libssl1.1' has no installation candidate"],
    signatures: [
      {
        pattern: /^E: (?:Unable to locate package|Couldn't find any package by (?:glob|regex)) '?([\w.+:-]{1,100})'?/,
        read: ([name = '']) => ({
          message: message('log-package-not-found', { name }),
          cure: message('cure-apt-update', {}),
        }),
      },
      {
        pattern: /^E: Package '([\w.+:-]{1,100})' has no installation candidate/,
        read: ([name = '']) => ({
          message: message('log-package-not-found', { name }),
          cure: message('cure-package-name', { name }),
        }),
      },
      {
        pattern: /^E: Version '([^']{1,100})' for '([^']{1,100})' was not found/,
        read: ([version = '', name = '']) => ({
          message: message('log-package-not-found', { name: `${name}=${version}` }),
          cure: message('cure-package-version', { name }),
        }),
      },
      {
        pattern: /^E: Failed to fetch \S{1,300} {1,3}404 {1,3}Not Found/,
        read: () => ({ message: message('log-lists-out-of-date', {}), cure: message('cure-apt-update', {}) }),
      },
    ],
    words: {
      en: ['unable to locate package', 'apt-get install fails', 'no installation candidate', 'apt 404 not found'],
      ko: ['패키지를 찾을 수 없음', 'apt-get install 실패', 'apt 설치 실패', 'apt 404'],
    },
  },
  {
    id: 'apk-package-not-found',
    shows: 'build',
    examples: [
      '  libpq-dev (no such package):',
      'ERROR: unable to select packages:\n  postgresql-dev-17 (no such package):',
    ],
    signatures: [
      {
        pattern: /^([\w.+-]{1,100}) \(no such package\):/,
        read: ([name = '']) => ({
          message: message('log-package-not-found', { name }),
          cure: message('cure-package-name', { name }),
        }),
      },
      {
        pattern: /^breaks: world\[([\w.+-]{1,100})[=<>~][^\]]{1,60}\]/,
        read: ([name = '']) => ({
          message: message('log-package-not-found', { name }),
          cure: message('cure-package-version', { name }),
        }),
      },
    ],
    words: {
      en: [
        'apk add fails',
        'no such package',
        'unable to select packages',
        'apk package missing',
        'alpine package not found',
      ],
      ko: ['apk add 실패', 'apk 패키지 없음', '알파인 패키지 설치 실패', 'unable to select packages'],
    },
  },
  {
    id: 'user-unknown',
    shows: 'run',
    examples: ['unable to find user appuser: no matching entries in passwd file', "chown: invalid user: 'app:app'"],
    signatures: [
      {
        pattern: /unable to find (?:user|group) ([\w.-]{1,60}): no matching entries in (?:passwd|group) file/,
        read: ([user = '']) => ({
          message: message('log-user-unknown', { user }),
          cure: message('cure-numeric-user', { user }),
        }),
      },
      {
        pattern: /^(?:chown|chgrp|install): (?:invalid|unknown) (?:user|group)(?:\/group)?:? '?([\w.-]{1,60})/,
        read: ([user = '']) => ({
          message: message('log-user-unknown', { user }),
          cure: message('cure-numeric-user', { user }),
        }),
      },
    ],
    related: { techniques: ['numeric-user'] },
    words: {
      en: ['unable to find user', 'no matching entries in passwd file', 'user unknown scratch', 'invalid user'],
      ko: ['사용자를 찾을 수 없음', 'passwd 항목 없음', 'USER 오류'],
    },
  },
];
