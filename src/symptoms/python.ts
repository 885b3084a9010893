import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

/** Headers people miss, by how their names begin: what brings them on Debian and on Alpine. */
const HEADER_PACKAGES: readonly (readonly [beginning: string, apt: string, apk: string])[] = [
  ['Python.h', 'python3-dev', 'python3-dev'],
  ['pyconfig.h', 'python3-dev', 'python3-dev'],
  ['stdio.h', 'libc6-dev', 'musl-dev'],
  ['stdlib.h', 'libc6-dev', 'musl-dev'],
  ['string.h', 'libc6-dev', 'musl-dev'],
  ['limits.h', 'libc6-dev', 'musl-dev'],
  ['errno.h', 'libc6-dev', 'musl-dev'],
  ['sys/', 'libc6-dev', 'musl-dev'],
  ['linux/', 'linux-libc-dev', 'linux-headers'],
  ['ffi.h', 'libffi-dev', 'libffi-dev'],
  ['openssl/', 'libssl-dev', 'openssl-dev'],
  ['zlib.h', 'zlib1g-dev', 'zlib-dev'],
  ['libxml/', 'libxml2-dev', 'libxml2-dev'],
  ['libxslt/', 'libxslt1-dev', 'libxslt-dev'],
  ['jpeglib.h', 'libjpeg-dev', 'jpeg-dev'],
  ['ft2build.h', 'libfreetype-dev', 'freetype-dev'],
  ['mysql.h', 'default-libmysqlclient-dev', 'mariadb-dev'],
  ['sqlite3.h', 'libsqlite3-dev', 'sqlite-dev'],
  ['lber.h', 'libldap-dev', 'openldap-dev'],
  ['ldap.h', 'libldap-dev', 'openldap-dev'],
  ['sasl', 'libsasl2-dev', 'cyrus-sasl-dev'],
  ['sql.h', 'unixodbc-dev', 'unixodbc-dev'],
  ['gmp.h', 'libgmp-dev', 'gmp-dev'],
  ['hdf5.h', 'libhdf5-dev', 'hdf5-dev'],
  ['portaudio.h', 'portaudio19-dev', 'portaudio-dev'],
  ['cairo.h', 'libcairo2-dev', 'cairo-dev'],
  ['gssapi', 'libkrb5-dev', 'krb5-dev'],
  ['krb5', 'libkrb5-dev', 'krb5-dev'],
  ['pcre.h', 'libpcre3-dev', 'pcre-dev'],
  ['yaml.h', 'libyaml-dev', 'yaml-dev'],
  ['curl/', 'libcurl4-openssl-dev', 'curl-dev'],
  ['vips/', 'libvips-dev', 'vips-dev'],
];

function missingHeader(header: string): Told {
  if (header === 'libpq-fe.h') return PG;
  const known = HEADER_PACKAGES.find(([beginning]) => header.startsWith(beginning));
  const said = message('log-header-missing', { header });
  return known === undefined
    ? { message: said, cure: message('cure-install-headers', { header }) }
    : { message: said, cure: message('cure-install-header-packages', { header, apt: known[1], apk: known[2] }) };
}

function missingCompiler(command: string): Told {
  return {
    message: message('log-compiler-missing', { command }),
    cure: message('cure-build-stage-compiler', { command }),
  };
}

const PG: Told = { message: message('log-pg-config-missing', {}), cure: message('cure-pg-packages', {}) };

function missingModule(module: string): Told {
  // What lies below a package and is compiled does not come apart from it, unless the interpreter is another one.
  const isCompiled = /\._\w{1,80}$/.test(module);
  const said = isCompiled
    ? message('log-python-extension-missing', { module })
    : message('log-python-module-missing', { module });
  if (isCompiled) return { message: said, cure: message('cure-same-python', { module }) };
  if (/^(?:distutils|pkg_resources|setuptools)\b/.test(module))
    return { message: said, cure: message('cure-setuptools', { module }) };
  if (/^(?:encodings|site|os|io|codecs)$/.test(module)) return { message: said, cure: message('cure-python-home', {}) };
  return { message: said, cure: message('cure-copy-packages', { module }) };
}

function notJson(type: string): Told {
  return { message: message('log-not-json', { type }), cure: message('cure-plain-value', { type }) };
}

export const PYTHON_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'python-module-missing',
    shows: 'run',
    examples: ["ModuleNotFoundError: No module named 'pandas'", '/usr/local/bin/python: No module named uvicorn'],
    signatures: [
      {
        pattern: /^(?:ModuleNotFoundError|ImportError): No module named '?([\w.]{1,200})'?/,
        read: ([module = '']) => missingModule(module),
      },
      {
        pattern: /^(?:\/[\w./-]{1,200}\/)?python[\d.]{0,6}: No module named ([\w.]{1,200})$/,
        read: ([module = '']) => missingModule(module),
      },
    ],
    words: {
      en: [
        'ModuleNotFoundError',
        'no module named',
        'distroless python import error',
        'module not found after multi-stage',
        'site-packages missing',
      ],
      ko: ['모듈을 찾을 수 없음', '파이썬 모듈 없음', 'distroless 파이썬 모듈 오류', '멀티스테이지 후 import 실패'],
    },
  },
  {
    id: 'pg-config-missing',
    shows: 'build',
    examples: [
      'Error: pg_config executable not found.',
      './psycopg/psycopg.h:36:10: fatal error: libpq-fe.h: No such file or directory',
    ],
    signatures: [
      {
        pattern:
          /^(?:Error: )?pg_config executable not found|fatal error: '?libpq-fe\.h'?(?:: No such file| file not found)/,
        read: () => PG,
      },
    ],
    words: {
      en: ['psycopg2 build fails', 'pg_config not found', 'libpq-fe.h', 'psycopg2 install error'],
      ko: ['psycopg2 빌드 실패', 'psycopg2 설치 오류', 'libpq 헤더 없음', 'pg_config 없음'],
    },
  },
  {
    id: 'header-missing',
    shows: 'build',
    examples: [
      'src/x.c:1:10: fatal error: Python.h: No such file or directory',
      "x.c:3:10: fatal error: 'ffi.h' file not found",
    ],
    signatures: [
      {
        pattern: /fatal error: ([\w./+-]{1,200}\.(?:h|hpp|hxx)): No such file or directory/,
        read: ([header = '']) => missingHeader(header),
      },
      {
        pattern: /fatal error: '([\w./+-]{1,200}\.(?:h|hpp|hxx))' file not found/,
        read: ([header = '']) => missingHeader(header),
      },
      {
        pattern: /^(?:Error: )?Please make sure the libxml2 and libxslt development packages are installed/,
        read: () => missingHeader('libxml/xmlversion.h'),
      },
      {
        pattern: /^The headers or library files could not be found for (jpeg|zlib),/,
        read: ([of]) => missingHeader(of === 'jpeg' ? 'jpeglib.h' : 'zlib.h'),
      },
      { pattern: /^(?:Exception: )?Can not find valid pkg-config name/, read: () => missingHeader('mysql.h') },
    ],
    words: {
      en: [
        'fatal error .h no such file',
        'header missing',
        'Python.h',
        'ffi.h',
        'development package',
        'lxml build fails',
        'wheel build fails header',
      ],
      ko: ['헤더 파일 없음', 'Python.h 없음', '개발 패키지 없음', 'lxml 빌드 실패', '휠 빌드 실패'],
    },
  },
  {
    id: 'compiler-missing',
    shows: 'build',
    examples: [
      "error: command 'gcc' failed: No such file or directory",
      "unable to execute 'gcc': No such file or directory",
      "error: can't find Rust compiler",
      'error: Microsoft Visual C++ 14.0 or greater is required. Get it with "Microsoft C++ Build Tools"',
    ],
    signatures: [
      {
        pattern:
          /(?:unable to execute|error: command) '?((?:[\w-]{1,40}-)?(?:gcc|g\+\+|cc|c\+\+|clang|rustc|cargo)(?:-\d{1,2})?)'?(?: failed)?: (?:No such file|error: \[Errno 2\])/i,
        read: ([command = '']) => missingCompiler(command),
      },
      {
        pattern:
          /\[Errno 2\] No such file or directory: '((?:[\w-]{1,40}-)?(?:gcc|g\+\+|cc|c\+\+|clang|rustc|cargo|cmake))'/,
        read: ([command = '']) => missingCompiler(command),
      },
      { pattern: /cgo: C compiler "([\w+-]{1,60})" not found/, read: ([command = '']) => missingCompiler(command) },
      {
        pattern: /error: can't find Rust compiler|Cargo, the Rust package manager, is not installed/,
        read: () => missingCompiler('rustc'),
      },
      { pattern: /^error: linker '([\w+-]{1,60})' not found/, read: ([command = '']) => missingCompiler(command) },
      { pattern: /Unknown compiler\(s\): \[\['([\w+-]{1,40})'/, read: ([command = '']) => missingCompiler(command) },
      {
        pattern: /^(?:gyp ERR! )?(?:stack )?Error: not found: (make|gcc|g\+\+)$/,
        read: ([command = '']) => missingCompiler(command),
      },
      {
        pattern:
          /gyp ERR! find Python (?:Python is not set|You need to install the latest version of Python)|Could not find any Python installation to use/,
        read: () => missingCompiler('python3'),
      },
      {
        pattern: /No (CMAKE_C(?:XX)?_COMPILER) could be found/,
        read: ([name]) => missingCompiler(name === 'CMAKE_C_COMPILER' ? 'gcc' : 'g++'),
      },
      {
        pattern: /(?:^|error: )Microsoft Visual C\+\+ 14\.0(?: or greater)? is required/,
        read: () => missingCompiler('Microsoft Visual C++'),
      },
    ],
    related: { rules: ['compiler-in-final-image'], techniques: ['runtime-stage-split'] },
    words: {
      en: [
        'gcc not found',
        'compiler missing',
        'failed building wheel',
        'no compiler',
        'node-gyp fails',
        'rust compiler missing',
        'build-essential',
        'apk add build-base',
      ],
      ko: ['gcc 없음', '컴파일러 없음', '휠 빌드 실패', 'pip 빌드 실패', 'node-gyp 실패'],
    },
  },
  {
    id: 'externally-managed-environment',
    shows: 'build',
    examples: ['error: externally-managed-environment'],
    signatures: [
      {
        pattern: /^(?:error: )?externally-managed-environment$/,
        read: () => ({ message: message('log-externally-managed', {}), cure: message('cure-venv', {}) }),
      },
    ],
    words: {
      en: ['externally managed environment', 'pip refuses to install', 'break-system-packages', 'PEP 668'],
      ko: ['externally-managed-environment', 'pip 설치 거부', '시스템 파이썬에 pip 설치'],
    },
  },
  {
    id: 'no-matching-distribution',
    shows: 'build',
    examples: ['ERROR: No matching distribution found for tensorflow==2.13.1'],
    isConsequence: true,
    signatures: [
      {
        pattern: /^No matching distribution found for ([^\s;,]{1,200})/,
        read: ([requirement = '']) => ({
          message: message('log-no-matching-distribution', { requirement }),
          cure: message('cure-other-base-or-version', { requirement }),
        }),
      },
    ],
    words: {
      en: [
        'no matching distribution found',
        'could not find a version that satisfies',
        'no wheel for alpine',
        'tensorflow alpine',
      ],
      ko: ['맞는 배포판 없음', '패키지 버전을 찾을 수 없음', '알파인에 휠이 없음', 'tensorflow 설치 실패'],
    },
  },
  {
    id: 'value-not-serializable',
    shows: 'run',
    goesOn: true,
    examples: [
      `ValueError: [TypeError("'numpy.int64' object is not iterable"), TypeError('vars() argument must have __dict__ attribute')]`,
      'TypeError: Object of type int64 is not JSON serializable',
      "pydantic_core._pydantic_core.PydanticSerializationError: Unable to serialize unknown type: <class 'numpy.int64'>",
    ],
    signatures: [
      {
        pattern:
          /^ValueError: \[TypeError\(["']'([\w.]{1,60})' object is not iterable["']\), TypeError\(["']vars\(\) argument must have __dict__/,
        read: ([type = '']) => notJson(type),
      },
      {
        pattern: /^TypeError: Object of type (\w{1,60}) is not JSON serializable/,
        read: ([type = '']) => notJson(type),
      },
      {
        pattern: /(?:Unable to serialize unknown type|PydanticSerializationError)[^\n]{0,80}<class '([\w.]{1,100})'>/,
        read: ([type = '']) => notJson(type),
      },
    ],
    words: {
      en: [
        'numpy.int64',
        'not JSON serializable',
        'numpy int64 fastapi',
        'unable to serialize unknown type',
        'health endpoint 500',
      ],
      ko: ['numpy.int64 직렬화 오류', 'JSON으로 변환 안 됨', 'JSON 직렬화 실패', 'health 500 오류'],
    },
  },
];
