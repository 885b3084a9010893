import type { HeldPair } from './contract.ts';
import { FLASK_APP, FLASK_ASKS, FLASK_REQUIREMENTS } from './kit/texts.ts';

const FILES = { 'app.py': FLASK_APP, 'requirements.txt': FLASK_REQUIREMENTS };
const GUNICORN = `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`;

const SYSTEM_STAGES = `FROM python:3.11-slim AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM debian:bookworm-slim
`;
const SYSTEM_PYTHON = `RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
`;
const INTO_LOCAL = `COPY --from=builder /install /usr/local
WORKDIR /srv
COPY app.py .
EXPOSE 8000
`;
const PYTHONPATH = `ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
`;

const SCRIPTS_ONLY = `FROM python:3.11-slim AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim
WORKDIR /srv
`;
const SCRIPTS = `COPY --from=builder /usr/local/bin /usr/local/bin
`;
const APP = `COPY app.py .
EXPOSE 8000
`;

function venvAt(path: string): string {
  return `FROM python:3.11-slim AS builder
WORKDIR /build
COPY requirements.txt .
RUN python -m venv ${path} && ${path}/bin/pip install --no-cache-dir -r requirements.txt
`;
}

function wheelsOf(options: string): string {
  return `FROM python:3.11-slim AS builder
RUN pip install --no-cache-dir ${options}--target=/deps ujson==5.10.0

FROM python:3.11-slim
WORKDIR /srv
COPY --from=builder /deps /deps
ENV PYTHONPATH=/deps
COPY summary.py .
CMD ["python", "summary.py"]
`;
}

/** Packages of Python that land where their interpreter does not look, or without it. */
export const PYTHON_PAIRS: readonly HeldPair[] = [
  {
    id: 'console-scripts-without-site-packages',
    traps: ['T70'],
    fault: 'bytes',
    says: 'The final stage takes only /usr/local/bin of the builder: the console script is there, the package that it imports is not.',
    evidence: ['gunicorn'],
    breaks: 'start',
    files: FILES,
    broken: { dockerfile: SCRIPTS_ONLY + SCRIPTS + APP + GUNICORN },
    working: {
      dockerfile: `${SCRIPTS_ONLY}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
${SCRIPTS}${APP}${GUNICORN}`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'prefix-tree-under-the-system-python',
    traps: ['T46'],
    fault: 'bytes',
    says: "Packages lie in site-packages below /usr/local, and Debian's own interpreter looks in dist-packages.",
    evidence: ['flask'],
    breaks: 'start',
    files: FILES,
    broken: { dockerfile: `${SYSTEM_STAGES}${SYSTEM_PYTHON}${INTO_LOCAL}CMD ["python3", "app.py"]\n` },
    working: { dockerfile: `${SYSTEM_STAGES}${SYSTEM_PYTHON}${PYTHONPATH}${INTO_LOCAL}CMD ["python3", "app.py"]\n` },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'script-of-the-builders-python',
    traps: ['T46'],
    fault: 'bytes',
    says: "The console script's first line names the builder's /usr/local/bin/python, and the final image has only /usr/bin/python3.",
    evidence: ['/usr/local/bin/python'],
    breaks: 'start',
    files: FILES,
    broken: { dockerfile: SYSTEM_STAGES + SYSTEM_PYTHON + PYTHONPATH + INTO_LOCAL + GUNICORN },
    working: {
      dockerfile: `${SYSTEM_STAGES}${SYSTEM_PYTHON}${PYTHONPATH}${INTO_LOCAL}CMD ["python3", "-m", "gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'venv-moved-after-install',
    traps: ['T70'],
    fault: 'bytes',
    says: 'The virtual environment was made at /opt/venv and copied to /srv/venv: its scripts still name /opt/venv/bin/python.',
    evidence: ['/opt/venv/bin/python'],
    breaks: 'start',
    files: FILES,
    broken: {
      dockerfile: `${venvAt('/opt/venv')}
FROM python:3.11-slim
WORKDIR /srv
COPY --from=builder /opt/venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
${APP}${GUNICORN}`,
    },
    working: {
      dockerfile: `${venvAt('/srv/venv')}
FROM python:3.11-slim
WORKDIR /srv
COPY --from=builder /srv/venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
${APP}${GUNICORN}`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'venv-interpreter-leads-nowhere',
    traps: ['T70', 'T46'],
    fault: 'bytes',
    says: "The virtual environment's python is a link to the builder's interpreter, which the final image does not have.",
    evidence: ['/opt/venv/bin/python'],
    breaks: 'start',
    files: FILES,
    broken: {
      dockerfile: `${venvAt('/opt/venv')}
FROM debian:bookworm-slim
WORKDIR /srv
COPY --from=builder /opt/venv /opt/venv
${APP}CMD ["/opt/venv/bin/python", "app.py"]
`,
    },
    working: {
      dockerfile: `${venvAt('/opt/venv')}
FROM python:3.11-slim
WORKDIR /srv
COPY --from=builder /opt/venv /opt/venv
${APP}CMD ["/opt/venv/bin/python", "app.py"]
`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'site-packages-of-another-minor',
    traps: ['T70', 'T46'],
    fault: 'bytes',
    says: 'Packages are copied below python3.12, and the interpreter of the final image is 3.11.',
    evidence: ['flask'],
    breaks: 'start',
    files: FILES,
    broken: {
      dockerfile: `${SCRIPTS_ONLY}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.12/site-packages
${APP}CMD ["python", "app.py"]
`,
    },
    working: {
      dockerfile: `${SCRIPTS_ONLY}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
${APP}CMD ["python", "app.py"]
`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'extension-for-another-minor',
    traps: ['T46'],
    fault: 'bytes',
    says: 'The wheel was taken for CPython 3.12: its only module is a cpython-312 extension that 3.11 does not look at.',
    evidence: ['ujson'],
    breaks: 'start',
    files: {
      'summary.py': `import ujson

ORDERS = '[{"id": 1, "won": 3000}, {"id": 2, "won": 4500}]'

print("total:", sum(order["won"] for order in ujson.loads(ORDERS)), "won")
`,
    },
    broken: { dockerfile: wheelsOf('--python-version 3.12 --only-binary=:all: ') },
    working: { dockerfile: wheelsOf('') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'total: 7500 won' } },
  },
];
