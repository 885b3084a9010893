import type { HeldPair } from './contract.ts';
import { FLASK_APP, FLASK_ASKS, FLASK_REQUIREMENTS, serverOf } from './kit/texts.ts';

const LEDGER = {
  'pyproject.toml': `[build-system]
requires = ["setuptools==75.1.0"]
build-backend = "setuptools.build_meta"

[project]
name = "ledger"
version = "1.0"

[project.scripts]
ledger = "ledger.main:main"

[tool.setuptools.packages.find]
where = ["src"]
`,
  'src/ledger/__init__.py': '',
  'src/ledger/main.py': `ENTRIES = [("rent", -500), ("sales", 1250)]


def main():
    print("balance:", sum(amount for _, amount in ENTRIES))
`,
};

function ledgerWith(option: string): string {
  return `FROM python:3.11-slim AS builder
WORKDIR /build
RUN python -m venv /opt/venv
COPY . .
RUN /opt/venv/bin/pip install --no-cache-dir ${option}.

FROM python:3.11-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
CMD ["ledger"]
`;
}

const TLS_APP = serverOf(
  `import ssl

import certifi

CONTEXT = ssl.create_default_context(cafile=certifi.where())
`,
  `    return f"trusted: {len(CONTEXT.get_ca_certs()) > 20}".encode()

`,
);
const TLS = `FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir certifi==2024.8.30
`;
const TLS_RUN = `
FROM python:3.11-slim
WORKDIR /srv
COPY --from=builder /opt/venv /opt/venv
COPY app.py .
EXPOSE 8000
CMD ["/opt/venv/bin/python", "app.py"]
`;

const NOTES = serverOf(
  `import sqlite3

BASE = sqlite3.connect(":memory:", check_same_thread=False)
BASE.execute("create table notes (text)")
BASE.execute("insert into notes values ('water the plants')")
`,
  `    return BASE.execute("select text from notes").fetchone()[0].encode()

`,
);
const NOTES_HEAD = `FROM python:3.11-slim
RUN cd /usr/local/lib/python3.11 && rm -rf ensurepip idlelib lib2to3`;
const NOTES_TAIL = ` turtledemo
WORKDIR /srv
COPY app.py .
EXPOSE 8000
CMD ["python", "app.py"]
`;

const USER_SITE = `FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.11-slim
`;
const AS_APP = `WORKDIR /srv
COPY app.py .
EXPOSE 8000
USER 10001
`;
const GUNICORN = `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`;
const FILES = { 'app.py': FLASK_APP, 'requirements.txt': FLASK_REQUIREMENTS };

/** Parts of installed packages that stay behind, and packages in a home that is not the user's. */
export const PYTHON_PACKAGE_PAIRS: readonly HeldPair[] = [
  {
    id: 'editable-install-without-its-source',
    traps: ['T70'],
    fault: 'bytes',
    says: 'The package was installed with -e: the environment holds only a path to the source folder, which stays in the builder.',
    evidence: ['ledger'],
    breaks: 'start',
    files: LEDGER,
    broken: { dockerfile: ledgerWith('-e ') },
    working: { dockerfile: ledgerWith('') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'balance: 750' } },
  },
  {
    id: 'certificates-of-certifi-deleted',
    traps: ['T70'],
    fault: 'bytes',
    says: 'A cleaning step deletes every .pem file, and with them the bundle that certifi is made of.',
    evidence: ['cacert.pem'],
    breaks: 'start',
    files: { 'app.py': TLS_APP },
    broken: { dockerfile: `${TLS}RUN find /opt/venv -name '*.pem' -delete -o -name '*.pyc' -delete\n${TLS_RUN}` },
    working: { dockerfile: `${TLS}RUN find /opt/venv -name '*.pyc' -delete\n${TLS_RUN}` },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'trusted: True' }] } },
  },
  {
    id: 'standard-library-cut-too-far',
    traps: ['T70'],
    fault: 'bytes',
    says: 'The step that cuts the standard library takes sqlite3 with it, which the app imports.',
    evidence: ['sqlite3'],
    breaks: 'start',
    files: { 'app.py': NOTES },
    broken: { dockerfile: `${NOTES_HEAD} sqlite3${NOTES_TAIL}` },
    working: { dockerfile: `${NOTES_HEAD}${NOTES_TAIL}` },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'water' }] } },
  },
  {
    id: 'pip-user-under-root',
    traps: ['T10'],
    fault: 'bytes',
    says: 'Packages lie in /root/.local, and the user of the container may not enter /root.',
    evidence: ['/root'],
    breaks: 'start',
    files: FILES,
    broken: {
      dockerfile: `${USER_SITE}COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
${AS_APP}${GUNICORN}`,
    },
    working: {
      dockerfile: `FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
${AS_APP}${GUNICORN}`,
    },
    run: { asks: FLASK_ASKS },
  },
  {
    id: 'user-site-of-a-nameless-user',
    traps: ['T10'],
    fault: 'bytes',
    says: 'Packages lie in /home/app/.local, but the user is a bare number whose home is /: its user site is elsewhere.',
    evidence: ['flask'],
    breaks: 'start',
    files: FILES,
    broken: {
      dockerfile: `${USER_SITE}COPY --from=builder /root/.local /home/app/.local\n${AS_APP}CMD ["python", "app.py"]\n`,
    },
    working: {
      dockerfile: `${USER_SITE}COPY --from=builder /root/.local /home/app/.local
ENV PYTHONUSERBASE=/home/app/.local
${AS_APP}CMD ["python", "app.py"]
`,
    },
    run: { asks: FLASK_ASKS },
  },
];
