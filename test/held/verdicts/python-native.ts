import type { HeldPair } from './contract.ts';
import { serverOf } from './kit/texts.ts';

const VENV_FROM_FULL = `FROM python:3.11 AS builder
WORKDIR /build
RUN python -m venv /opt/venv
`;
const RUNTIME = `
FROM python:3.11-slim
`;
const USE_VENV = `WORKDIR /srv
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY app.py .
EXPOSE 8000
CMD ["python", "app.py"]
`;

function debianPackage(name: string): string {
  return `RUN apt-get update && apt-get install -y --no-install-recommends ${name} && rm -rf /var/lib/apt/lists/*
`;
}

function visionWith(requirement: string): string {
  return `FROM python:3.11-slim
WORKDIR /srv
RUN pip install --no-cache-dir --no-compile numpy==1.26.4 && pip install --no-cache-dir --no-compile --no-deps ${requirement}
COPY edges.py .
CMD ["python", "edges.py"]
`;
}

const DRIVER = `${VENV_FROM_FULL}RUN /opt/venv/bin/pip install --no-cache-dir psycopg2==2.9.9
`;

const MEAN_FILES = {
  'ext/setup.py': `from setuptools import Extension, setup

setup(
    name="parallelmean",
    version="1.0",
    ext_modules=[
        Extension("parallelmean", ["parallelmean.c"], extra_compile_args=["-fopenmp"], extra_link_args=["-fopenmp"])
    ],
)
`,
  'ext/parallelmean.c': `#include <Python.h>

static PyObject *mean_to(PyObject *self, PyObject *args) {
  long n;
  double sum = 0;
  if (!PyArg_ParseTuple(args, "l", &n)) return NULL;
#pragma omp parallel for reduction(+ : sum)
  for (long i = 1; i <= n; i++) sum += i;
  return PyFloat_FromDouble(sum / n);
}

static PyMethodDef methods[] = {{"mean_to", mean_to, METH_VARARGS, "Mean of 1 to n."}, {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "parallelmean", NULL, -1, methods};

PyMODINIT_FUNC PyInit_parallelmean(void) { return PyModule_Create(&module); }
`,
  'app.py': serverOf('import parallelmean\n', '    return str(parallelmean.mean_to(1001)).encode()\n\n'),
};
const MEAN = `${VENV_FROM_FULL}COPY ext/ .
RUN /opt/venv/bin/pip install --no-cache-dir .
`;

const QUEUE = `FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir pyzmq==25.1.2
`;

const SEAL = `FROM python:3.11-slim
`;
const SEAL_TAIL = `WORKDIR /srv
COPY seal.py .
CMD ["python", "seal.py"]
`;

/** Python whose extensions need a shared library that the final image does not have. */
export const PYTHON_NATIVE_PAIRS: readonly HeldPair[] = [
  {
    id: 'opencv-without-libgl',
    traps: ['T82'],
    fault: 'bytes',
    says: 'opencv-python is linked to the windowing libraries of a desktop; a slim base has none, and the headless build needs none.',
    evidence: ['libGL.so.1'],
    breaks: 'start',
    files: {
      'edges.py': `import cv2
import numpy

image = numpy.zeros((40, 40), numpy.uint8)
image[10:30, 10:30] = 255
print("edges found:", bool(cv2.Canny(image, 50, 150).any()))
`,
    },
    broken: { dockerfile: visionWith('opencv-python==4.10.0.84') },
    working: { dockerfile: visionWith('opencv-python-headless==4.10.0.84') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'edges found: True' } },
  },
  {
    id: 'psycopg2-without-libpq',
    traps: ['T82'],
    fault: 'bytes',
    says: 'psycopg2 was compiled in the full base, where libpq is; the slim base of the final stage has no libpq.so.5.',
    evidence: ['libpq.so.5'],
    breaks: 'start',
    files: {
      'app.py': serverOf(
        'import psycopg2.extensions\n',
        '    return psycopg2.extensions.make_dsn(host="db", dbname=path.strip("/") or "shop").encode()\n\n',
      ),
    },
    broken: { dockerfile: DRIVER + RUNTIME + USE_VENV },
    working: { dockerfile: DRIVER + RUNTIME + debianPackage('libpq5') + USE_VENV },
    run: {
      asks: { is: 'server', port: 8000, requests: [{ path: '/orders', status: 200, contains: 'dbname=orders' }] },
    },
  },
  {
    id: 'openmp-extension-without-libgomp',
    traps: ['T82'],
    fault: 'bytes',
    says: 'The extension was compiled with -fopenmp, and the slim base has no libgomp.so.1.',
    evidence: ['libgomp.so.1'],
    breaks: 'start',
    files: MEAN_FILES,
    broken: { dockerfile: MEAN + RUNTIME + USE_VENV },
    working: { dockerfile: MEAN + RUNTIME + debianPackage('libgomp1') + USE_VENV },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: '501.0' }] } },
  },
  {
    id: 'libraries-of-a-wheel-deleted',
    traps: ['T82', 'T70'],
    fault: 'bytes',
    says: 'A cleaning step takes pyzmq.libs for leftovers: it is the folder with the libraries that the wheel brought along.',
    evidence: ['libzmq'],
    breaks: 'start',
    files: {
      'app.py': serverOf(
        `import zmq

PAIR = [zmq.Context.instance().socket(zmq.PAIR) for _ in range(2)]
PAIR[0].bind("inproc://orders")
PAIR[1].connect("inproc://orders")
`,
        `    PAIR[0].send(b"order taken")
    return PAIR[1].recv()

`,
      ),
    },
    broken: {
      dockerfile: `${QUEUE}RUN cd /opt/venv/lib/python3.11/site-packages && rm -rf *.libs zmq/tests
${RUNTIME}${USE_VENV}`,
    },
    working: {
      dockerfile: `${QUEUE}RUN cd /opt/venv/lib/python3.11/site-packages && rm -rf zmq/tests
${RUNTIME}${USE_VENV}`,
    },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'order taken' }] } },
  },
  {
    id: 'ctypes-library-missing',
    traps: ['T82', 'T32'],
    fault: 'bytes',
    says: 'The program opens libsodium.so.23 through ctypes, and no package of the image has it.',
    evidence: ['libsodium.so.23'],
    breaks: 'start',
    files: {
      'seal.py': `import ctypes

sodium = ctypes.CDLL("libsodium.so.23")
sodium.sodium_init()
digest = ctypes.create_string_buffer(32)
sodium.crypto_generichash(digest, 32, b"order 17", ctypes.c_ulonglong(8), None, 0)
print("sealed with", len(digest.raw), "bytes")
`,
    },
    broken: { dockerfile: SEAL + SEAL_TAIL },
    working: { dockerfile: SEAL + debianPackage('libsodium23') + SEAL_TAIL },
    run: { asks: { is: 'program', exitCode: 0, prints: 'sealed with 32 bytes' } },
  },
];
