import type { HeldTree } from './contract.ts';

type Tree = HeldTree['tree'];

const text = (value: string) => ({ is: 'text', text: value }) as const;
const link = (to: string) => ({ is: 'link', to }) as const;
const lib = (soname: string, needed: readonly string[] = ['libc.musl-x86_64.so.1']) =>
  ({ is: 'elf', machine: 'x86_64', soname, needed }) as const;
const module = (needed: readonly string[]) => ({ is: 'elf', machine: 'x86_64', needed }) as const;
const program = (interpreter: string, needed: readonly string[]) =>
  ({ is: 'elf', machine: 'x86_64', interpreter, needed }) as const;

const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1';
const MUSL = 'libc.musl-x86_64.so.1';
const SITE = 'usr/local/lib/python3.11/site-packages';

const ALPINE: Tree = {
  'etc/os-release': text('ID=alpine\nVERSION_ID=3.20.3\n'),
  'etc/alpine-release': text('3.20.3\n'),
  'lib/ld-musl-x86_64.so.1': lib(MUSL, []),
  'lib/libc.musl-x86_64.so.1': link('ld-musl-x86_64.so.1'),
  'bin/busybox': program(MUSL_LOADER, [MUSL]),
  'bin/sh': link('/bin/busybox'),
  'usr/bin/env': link('/bin/busybox'),
  'usr/lib/libcrypto.so.3': lib('libcrypto.so.3'),
  'usr/lib/libssl.so.3': lib('libssl.so.3', ['libcrypto.so.3', MUSL]),
  'usr/lib/libz.so.1': lib('libz.so.1'),
};

/** Python as the official Alpine image lays it out. */
const PYTHON: Tree = {
  ...ALPINE,
  'usr/local/bin/python': link('python3'),
  'usr/local/bin/python3': link('python3.11'),
  'usr/local/bin/python3.11': program(MUSL_LOADER, ['libpython3.11.so.1.0', MUSL]),
  'usr/local/lib/libpython3.11.so.1.0': lib('libpython3.11.so.1.0'),
  'usr/local/lib/python3.11/os.py': text('# os\n'),
  'usr/local/lib/python3.11/encodings/__init__.py': text('# encodings\n'),
  'usr/local/lib/python3.11/lib-dynload/math.cpython-311-x86_64-linux-musl.so': module([MUSL]),
};

const CONFIG: HeldTree['config'] = {
  cmd: ['python', 'app.py'],
  workingDir: '/srv',
  env: ['PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin', 'PYTHON_VERSION=3.11.10'],
};

const PSYCOPG: Tree = {
  ...PYTHON,
  'srv/app.py': text('import psycopg2\n\nprint("client library", psycopg2.__libpq_version__)\n'),
  [`${SITE}/psycopg2/__init__.py`]: text(
    'from psycopg2._psycopg import __libpq_version__, _connect\n\n\ndef connect(dsn):\n    return _connect(dsn)\n',
  ),
  [`${SITE}/psycopg2/_psycopg.cpython-311-x86_64-linux-musl.so`]: module(['libpq.so.5', MUSL]),
};

const CFFI: Tree = {
  ...PYTHON,
  'srv/app.py': text('from cffi import FFI\n\nffi = FFI()\nprint("ready", ffi)\n'),
  [`${SITE}/cffi/__init__.py`]: text('from .api import FFI\n'),
  [`${SITE}/cffi/api.py`]: text(
    'class FFI(object):\n    def __init__(self):\n        import _cffi_backend as backend\n        self._backend = backend.FFI()\n',
  ),
  [`${SITE}/_cffi_backend.cpython-311-x86_64-linux-musl.so`]: module(['libffi.so.8', MUSL]),
};

const cryptography = (needed: readonly string[], tag: string): Tree => ({
  ...PYTHON,
  'srv/app.py': text('from cryptography.hazmat.bindings._rust import openssl\n\nprint("ready", openssl)\n'),
  [`${SITE}/cryptography-43.0.3.dist-info/WHEEL`]: text(`Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: ${tag}\n`),
  [`${SITE}/cryptography-43.0.3.dist-info/METADATA`]: text(
    'Metadata-Version: 2.1\nName: cryptography\nVersion: 43.0.3\n',
  ),
  [`${SITE}/cryptography/__init__.py`]: text('__version__ = "43.0.3"\n'),
  [`${SITE}/cryptography/hazmat/__init__.py`]: text(''),
  [`${SITE}/cryptography/hazmat/bindings/__init__.py`]: text(''),
  [`${SITE}/cryptography/hazmat/bindings/_rust.abi3.so`]: module(needed),
});

/** A download made for glibc, in an image of Alpine. */
const RELAY: Tree = {
  ...ALPINE,
  'usr/local/bin/relay': program('/lib64/ld-linux-x86-64.so.2', ['libpthread.so.0', 'libm.so.6', 'libc.so.6']),
};
const GCOMPAT: Tree = {
  'lib/ld-linux-x86-64.so.2': { is: 'elf', machine: 'x86_64' },
  'lib64/ld-linux-x86-64.so.2': link('../lib/ld-linux-x86-64.so.2'),
  'lib/libgcompat.so.0': lib('libgcompat.so.0', ['libucontext.so.1', 'libobstack.so.1', MUSL]),
  'lib/libucontext.so.1': lib('libucontext.so.1'),
  'usr/lib/libobstack.so.1': lib('libobstack.so.1'),
};
const RUNS_RELAY: HeldTree['config'] = { entrypoint: ['relay'], env: ['PATH=/usr/local/bin:/usr/bin:/bin'] };

/** Alpine images whose last stage lacks what the first one had, and those that have it. */
export const ALPINE_TREES: readonly HeldTree[] = [
  {
    id: 'alpine-libpq-left-behind',
    traps: ['T61'],
    says: 'psycopg2 was built in the first stage against libpq, and the last one has not installed libpq.',
    evidence: ['libpq.so.5'],
    verdict: 'broken',
    tree: PSYCOPG,
    config: CONFIG,
  },
  {
    id: 'alpine-libpq-installed',
    traps: ['T61'],
    says: 'The same image after apk add libpq.',
    evidence: [],
    verdict: 'works',
    tree: {
      ...PSYCOPG,
      'usr/lib/libpq.so.5': link('libpq.so.5.16'),
      'usr/lib/libpq.so.5.16': lib('libpq.so.5', ['libssl.so.3', 'libcrypto.so.3', MUSL]),
    },
    config: CONFIG,
  },
  {
    id: 'alpine-libffi-left-behind',
    traps: ['T61'],
    says: 'cffi was built in the first stage against libffi, and the last one does not have it.',
    evidence: ['libffi.so.8'],
    verdict: 'broken',
    tree: CFFI,
    config: CONFIG,
  },
  {
    id: 'alpine-libffi-installed',
    traps: ['T61'],
    says: 'The same image after apk add libffi.',
    evidence: [],
    verdict: 'works',
    tree: {
      ...CFFI,
      'usr/lib/libffi.so.8': link('libffi.so.8.1.4'),
      'usr/lib/libffi.so.8.1.4': lib('libffi.so.8'),
    },
    config: CONFIG,
  },
  {
    id: 'alpine-manylinux-module',
    traps: ['T42'],
    says: 'site-packages came from a Debian stage: the module of cryptography needs the loader of glibc.',
    evidence: ['_rust.abi3.so'],
    verdict: 'broken',
    tree: cryptography(
      ['libgcc_s.so.1', 'libpthread.so.0', 'libc.so.6', 'ld-linux-x86-64.so.2'],
      'cp39-abi3-manylinux_2_28_x86_64',
    ),
    config: CONFIG,
  },
  {
    id: 'alpine-musllinux-module',
    traps: ['T42'],
    says: 'The same package from its musllinux wheel.',
    evidence: [],
    verdict: 'works',
    tree: cryptography([MUSL], 'cp39-abi3-musllinux_1_2_x86_64'),
    config: CONFIG,
  },
  {
    id: 'alpine-without-gcompat',
    traps: ['T24'],
    says: 'A program downloaded for glibc is run on Alpine, where its loader is not.',
    evidence: ['ld-linux-x86-64.so.2'],
    verdict: 'broken',
    tree: RELAY,
    config: RUNS_RELAY,
  },
  {
    id: 'alpine-with-gcompat',
    traps: ['T24'],
    says: 'The same image after apk add gcompat: its loader starts the program on musl, which stands for libc, libm and libpthread.',
    evidence: [],
    verdict: 'works',
    tree: { ...RELAY, ...GCOMPAT },
    config: RUNS_RELAY,
  },
];
