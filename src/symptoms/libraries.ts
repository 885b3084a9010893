import { cureMissingLibrary } from '../bases/library-packages.ts';
import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

function missingLibrary(library: string): Told {
  if (library.startsWith('ld-linux') || library === 'libc.so.6') {
    return { message: message('log-loader-missing', { path: library }), cure: message('cure-glibc-base', {}) };
  }
  if (library.startsWith('libc.musl-')) {
    return { message: message('log-built-for-musl', { library }), cure: message('cure-build-on-own-base', {}) };
  }
  const said = message('log-library-missing', { library });
  if (/^lib(?:cuda|nvidia-ml)\.so/.test(library)) return { message: said, cure: message('cure-gpu-driver', {}) };
  return { message: said, cure: cureMissingLibrary(library) };
}

/** Names that glibc has and musl has not: who asks for them was compiled for glibc. */
const GLIBC_SYMBOL =
  /^(?:__\w{1,60}_chk|__isoc\d\d_\w{1,40}|gnu_get_libc_version|__res_\w{1,40}|__libc_\w{1,60}|backtrace(?:_symbols)?(?:_fd)?|(?:f?open|fcntl|f?stat|lstat|mmap|lseek|pread|pwrite|f?truncate|readdir|glob|fseeko|ftello)64|__(?:fx|lx|x)stat(?:64)?|mallinfo2?|__strdup|strtoll_l|__longjmp_chk|fts_\w{1,20}|malloc_trim|mallopt)$/;

export const LIBRARY_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'glibc-program-on-musl',
    shows: 'run',
    examples: [
      'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/server)',
      'Error relocating /app/node_modules/x/y.node: __vfprintf_chk: symbol not found',
    ],
    signatures: [
      {
        pattern: /Error loading shared library (ld-linux[\w.-]{1,60}|libc\.so\.6): No such file/,
        read: ([library = '']) => missingLibrary(library),
      },
      {
        pattern: /Error relocating [^:]{1,300}: (\w{1,200}): symbol not found/,
        read: ([symbol = '']) =>
          GLIBC_SYMBOL.test(symbol)
            ? { message: message('log-musl-symbol-missing', { symbol }), cure: message('cure-glibc-base', {}) }
            : { message: message('log-symbol-missing', { symbol }), cure: message('cure-build-on-own-base', {}) },
      },
    ],
    related: { rules: ['full-base-image'], techniques: ['slim-base'] },
    words: {
      en: ['alpine glibc', 'musl glibc', 'wheel built for glibc', 'symbol not found alpine', 'ld-linux'],
      ko: ['알파인 glibc 호환', 'musl 호환성 문제', '알파인에서 실행 안 됨'],
    },
  },
  {
    id: 'segmentation-fault',
    shows: 'run',
    examples: ['Segmentation fault (core dumped)', 'web-1 exited with code 139'],
    isConsequence: true,
    goesOn: true,
    signatures: [
      {
        pattern:
          /^(?:[^:]{1,80}: (?:line )?\d{1,6}: {1,4}\d{1,7} )?Segmentation fault(?: {1,6}\(core dumped\)|$)|^Fatal Python error: Segmentation fault|exited with code 139\b|exit (?:code|status):? 139\b|^ {0,8}Exit Code: {1,8}139$/,
        read: () => ({ message: message('log-segfault', {}), cure: message('cure-crash-on-musl', {}) }),
      },
    ],
    words: {
      en: ['segfault', 'segmentation fault', 'segfault alpine', 'exit code 139', 'SIGSEGV crash', 'core dumped'],
      ko: ['세그폴트', '세그멘테이션 오류', 'Alpine에서 segfault', '종료 코드 139', '비정상 종료', '알파인에서 죽음'],
    },
  },
  {
    id: 'shared-library-missing',
    shows: 'run',
    examples: [
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
      'Error loading shared library libpq.so.5: No such file or directory (needed by /usr/lib/python3.12/x.so)',
    ],
    signatures: [
      {
        pattern: /\b(lib[\w.+-]{1,100}\.so[\w.]{0,20}|ld-linux[\w.-]{1,60}): cannot open shared object file/,
        read: ([library = '']) => missingLibrary(library),
      },
      {
        pattern: /Error loading shared library (lib[\w.+-]{1,100}\.so[\w.]{0,20}): No such file/,
        read: ([library = '']) => missingLibrary(library),
      },
    ],
    words: {
      en: [
        'libGL.so.1',
        'opencv libGL',
        'cannot open shared object file',
        'shared library missing',
        'libpq.so.5',
        'libgomp',
      ],
      ko: ['공유 라이브러리 없음', '라이브러리를 찾을 수 없음', 'opencv libGL 오류', 'so 파일 없음'],
    },
  },
  {
    id: 'glibc-too-old',
    shows: 'run',
    examples: ["/app/x: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/x)"],
    signatures: [
      {
        pattern: /version '?"?((?:GLIBC(?:XX)?|CXXABI)_[\d.]{1,20})'?"? not found/,
        read: ([version = '']) => ({
          message: message('log-glibc-too-old', { version }),
          cure: message('cure-same-glibc', { version }),
        }),
      },
    ],
    words: {
      en: ['GLIBC not found', 'GLIBC_2.34', 'GLIBCXX not found', 'glibc too old', 'CXXABI'],
      ko: ['glibc 버전 낮음', 'GLIBC 버전 오류', 'GLIBC를 찾을 수 없음'],
    },
  },
  {
    id: 'loader-missing',
    shows: 'run',
    examples: ['exec /app/main: no such file or directory', '/bin/sh: ./server: not found'],
    signatures: [
      {
        pattern:
          /^(?:standard_init_linux\.go:\d{1,4}: )?exec (user process caused|\/[^\s:]{1,300}): "?no such file or directory"?$/,
        read: ([path = '']) => notStarted(path),
      },
      {
        pattern:
          /^(?:\/\S{1,60}\/)?(?:sh|ash|bash|dash): (?:\d{1,6}: |line \d{1,6}: )?(\.{0,2}\/[\w./@+-]{1,200}): (?:not found|No such file or directory)$/,
        read: ([path = '']) => ({
          message: message('log-program-not-started', { path }),
          cure: message('cure-static-or-loader', { path }),
        }),
      },
      {
        pattern: /(?<![\w./@+-])(\.{0,2}\/[\w./@+-]{1,200}): cannot execute: required file not found$/,
        read: ([path = '']) => notStarted(path),
      },
    ],
    words: {
      en: [
        'no such file or directory but file exists',
        'binary exists not found',
        'scratch no such file',
        'dynamic loader missing',
        'pyinstaller scratch',
      ],
      ko: ['파일이 있는데 없다고 나옴', '실행 파일이 있는데 not found', 'scratch에서 실행 안 됨', '로더 없음'],
    },
  },
  {
    id: 'carriage-return-in-script',
    shows: 'either',
    examples: [
      "/usr/bin/env: 'python3\\r': No such file or directory",
      '/bin/bash^M: bad interpreter: No such file or directory',
      "/entrypoint.sh: line 2: $'\\r': command not found",
    ],
    signatures: [
      {
        pattern: /^(?:\/usr\/bin\/)?env: (?:can't execute )?'?([\w./+-]{1,80})\\r'?: No such file or directory/,
        read: ([path = '']) => carriageReturn(path),
      },
      {
        pattern: /(?<![\w./+-])([\w./+-]{1,200})\^M: bad interpreter: No such file/,
        read: ([path = '']) => carriageReturn(path),
      },
      {
        pattern: /(?<![\w./+-])([\w./+-]{1,200}): line \d{1,6}: \$'\\r': command not found/,
        read: ([path = '']) => carriageReturn(path),
      },
    ],
    words: {
      en: [
        'CRLF',
        'carriage return',
        'bad interpreter ^M',
        'windows line endings',
        'entrypoint.sh not found',
        'entrypoint no such file',
      ],
      ko: ['줄바꿈 CRLF 오류', '윈도우 줄바꿈', 'entrypoint.sh 없다고 나옴', '캐리지 리턴'],
    },
  },
  {
    id: 'interpreter-missing',
    shows: 'run',
    examples: [
      "/usr/bin/env: 'python3': No such file or directory",
      '/bin/sh: /app/.venv/bin/uvicorn: /app/.venv/bin/python: bad interpreter: No such file or directory',
    ],
    signatures: [
      {
        pattern: /^(?:\/usr\/bin\/)?env: (?:can't execute )?'?([\w./+-]{1,80})'?: No such file or directory$/,
        read: ([interpreter = '']) => ({
          message: message('log-interpreter-missing', { interpreter }),
          cure: message('cure-base-with', { command: interpreter }),
        }),
      },
      {
        pattern: /(?<![\w./+-])([\w./+-]{1,200}): bad interpreter: No such file/,
        read: ([interpreter = '']) => ({
          message: message('log-interpreter-missing', { interpreter }),
          cure: message('cure-same-interpreter-path', { interpreter }),
        }),
      },
    ],
    words: {
      en: [
        'bad interpreter',
        'env python no such file',
        'virtual environment copied',
        'venv broken after copy',
        'shebang',
      ],
      ko: ['인터프리터 없음', '가상 환경 복사 후 실행 안 됨', '셰뱅 오류'],
    },
  },
  {
    id: 'wrong-architecture',
    shows: 'either',
    examples: ['exec /app/main: exec format error', 'exec user process caused: exec format error'],
    signatures: [
      {
        pattern: /^OSError: \[Errno 8\] Exec format error: '([^']{1,300})'/,
        read: ([path = '']) => ({
          message: message('log-wrong-architecture', { path }),
          cure: message('cure-build-for-platform', {}),
        }),
      },
      {
        pattern: /(?:^|[: "'])(?:cannot execute(?: binary file)?: )?exec format error\b/i,
        read: (_, line) =>
          wrongFormat(
            /(?<![\w./@+-])([\w./@+-]{1,300})['"]?: (?:cannot execute(?: binary file)?: )?exec format error/i.exec(
              line,
            )?.[1] ?? '',
          ),
      },
    ],
    words: {
      en: [
        'exec format error',
        'wrong architecture',
        'arm64 amd64',
        'Apple silicon image on server',
        'platform mismatch',
      ],
      ko: ['아키텍처 불일치', 'M1 맥에서 빌드', 'exec format error', '플랫폼이 다름', 'arm64 amd64'],
    },
  },
  {
    id: 'binary-of-another-system',
    shows: 'run',
    examples: ['Error: /app/node_modules/bcrypt/lib/binding/napi-v3/bcrypt_lib.node: invalid ELF header'],
    signatures: [
      {
        pattern: /(?<![^\s:'"])(\/[^\s:'"]{1,400}): invalid ELF header/,
        read: ([path = '']) => ({
          message: message('log-foreign-binary', { path }),
          cure: message('cure-install-in-image', {}),
        }),
      },
    ],
    related: { rules: ['nothing-ignored'], techniques: ['context-trimmed'] },
    words: {
      en: [
        'invalid ELF header',
        'node_modules copied from mac',
        'bcrypt invalid ELF',
        'native module of another system',
      ],
      ko: ['invalid ELF header', 'node_modules를 복사함', '다른 운영체제용 모듈'],
    },
  },
  {
    id: 'illegal-instruction',
    shows: 'run',
    examples: ['Illegal instruction (core dumped)', 'Fatal glibc error: CPU does not support x86-64-v2'],
    signatures: [
      {
        pattern:
          /^(?:[^:]{1,80}: (?:line )?\d{1,6}: {1,4}\d{1,7} )?Illegal instruction(?: {1,6}\(core dumped\)|$)|^Fatal glibc error: CPU does not support x86-64-v\d|^Fatal Python error: Illegal instruction|The TensorFlow library was compiled to use \S{1,20} instructions, but these aren't available|exited with code 132\b|exit (?:code|status):? 132\b/,
        read: () => ({ message: message('log-illegal-instruction', {}), cure: message('cure-older-cpu-build', {}) }),
      },
    ],
    words: {
      en: ['illegal instruction', 'AVX not supported', 'exit code 132', 'SIGILL', 'old CPU'],
      ko: ['illegal instruction', 'AVX 미지원', '구형 CPU', '종료 코드 132'],
    },
  },
];

function wrongFormat(named: string): Told {
  const path = named.includes('/') ? named : '';
  if (path.endsWith('.sh'))
    return { message: message('log-no-shebang', { path }), cure: message('cure-shebang', { path }) };
  return { message: message('log-wrong-architecture', { path }), cure: message('cure-build-for-platform', {}) };
}

const SCRIPT = /\.(?:sh|bash|py|js|rb|pl)$|\/bin\/(?:pip|uvicorn|gunicorn|flask|celery|npm|npx|yarn)\d{0,2}$/;

function notStarted(named: string): Told {
  const path = named.includes('/') ? named : '';
  return SCRIPT.test(path)
    ? {
        message: message('log-script-interpreter-missing', { path }),
        cure: message('cure-script-interpreter', { path }),
      }
    : { message: message('log-program-not-started', { path }), cure: message('cure-static-or-loader', { path }) };
}

function carriageReturn(path: string): Told {
  return { message: message('log-carriage-return', { path }), cure: message('cure-line-ends', {}) };
}
