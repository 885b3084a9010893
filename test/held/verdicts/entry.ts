import type { HeldPair, HeldRun } from './contract.ts';

const SERVE = `#!/usr/bin/env python3
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ready")


HTTPServer(("", 8000), Handler).serve_forever()
`;

const BOOT = `#!/usr/bin/env bash
set -euo pipefail
cd /srv
exec python3 serve.py
`;

const GUNICORN_APP = `def app(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain")])
    return [b"ready"]
`;

const ready: HeldRun = {
  asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'ready' }] },
};

const python = (lines: string) => `FROM python:3.11-slim
${lines}
`;

/** What stands between the runtime and the first process. */
export const ENTRY_PAIRS: readonly HeldPair[] = [
  {
    id: 'env-shebang-with-carriage-return',
    traps: [],
    fault: 'bytes',
    says: 'The entry script was saved with CRLF: env looks for a program whose name is bash and a carriage return.',
    evidence: ['boot.sh'],
    breaks: 'start',
    files: { 'serve.py': SERVE, 'boot.sh': BOOT.replaceAll('\n', '\r\n') },
    broken: {
      dockerfile: python(
        'WORKDIR /srv\nCOPY --chmod=755 boot.sh serve.py ./\nEXPOSE 8000\nENTRYPOINT ["/srv/boot.sh"]',
      ),
    },
    working: {
      dockerfile: python(
        `WORKDIR /srv\nCOPY --chmod=755 boot.sh serve.py ./\nRUN sed -i 's/\\r$//' boot.sh\nEXPOSE 8000\nENTRYPOINT ["/srv/boot.sh"]`,
      ),
    },
    run: ready,
  },
  {
    id: 'relative-entrypoint-elsewhere',
    traps: [],
    fault: 'bytes',
    says: 'ENTRYPOINT is relative, and a later WORKDIR moved away from the folder the script lies in.',
    evidence: ['serve.py'],
    breaks: 'start',
    files: { 'serve.py': SERVE },
    broken: {
      dockerfile: python(
        'WORKDIR /srv\nCOPY --chmod=755 serve.py ./\nWORKDIR /srv/data\nEXPOSE 8000\nENTRYPOINT ["./serve.py"]',
      ),
    },
    working: {
      dockerfile: python(
        'WORKDIR /srv\nCOPY --chmod=755 serve.py ./\nWORKDIR /srv/data\nEXPOSE 8000\nENTRYPOINT ["/srv/serve.py"]',
      ),
    },
    run: ready,
  },
  {
    id: 'entry-script-may-not-be-run',
    traps: [],
    fault: 'bytes',
    says: 'The script came from a context where it had no execute bit, and nothing gives it one.',
    evidence: ['/srv/serve.py'],
    breaks: 'start',
    files: { 'serve.py': SERVE },
    broken: { dockerfile: python('COPY serve.py /srv/\nEXPOSE 8000\nENTRYPOINT ["/srv/serve.py"]') },
    working: { dockerfile: python('COPY --chmod=755 serve.py /srv/\nEXPOSE 8000\nENTRYPOINT ["/srv/serve.py"]') },
    run: ready,
  },
  {
    id: 'user-not-in-passwd',
    traps: ['T15', 'T36'],
    fault: 'bytes',
    says: 'USER names metrics, and nothing added such a user to /etc/passwd.',
    evidence: ['metrics'],
    breaks: 'start',
    files: { 'serve.py': SERVE },
    broken: {
      dockerfile: python('COPY serve.py /srv/\nUSER metrics\nEXPOSE 8000\nCMD ["python", "/srv/serve.py"]'),
    },
    working: {
      dockerfile: python(
        'RUN useradd --system metrics\nCOPY serve.py /srv/\nUSER metrics\nEXPOSE 8000\nCMD ["python", "/srv/serve.py"]',
      ),
    },
    run: ready,
  },
  {
    id: 'path-overwritten',
    traps: [],
    fault: 'bytes',
    says: 'ENV PATH replaces the path in place of adding to it: the script is found, the python3 of its first line is not.',
    evidence: ['python3'],
    breaks: 'start',
    files: { 'serve.py': SERVE },
    broken: {
      dockerfile: python(
        'ENV PATH=/opt/desk/bin\nCOPY --chmod=755 serve.py /opt/desk/bin/serve\nEXPOSE 8000\nCMD ["serve"]',
      ),
    },
    working: {
      dockerfile: python(
        'ENV PATH=/opt/desk/bin:$PATH\nCOPY --chmod=755 serve.py /opt/desk/bin/serve\nEXPOSE 8000\nCMD ["serve"]',
      ),
    },
    run: ready,
  },
  {
    id: 'command-of-another-stage',
    traps: [],
    fault: 'bytes',
    says: 'The last stage has the site-packages of the first one, not its /usr/local/bin/gunicorn.',
    evidence: ['gunicorn'],
    breaks: 'start',
    files: { 'app.py': GUNICORN_APP },
    broken: {
      dockerfile: `FROM python:3.11-slim AS deps
RUN pip install --no-cache-dir gunicorn==23.0.0

FROM python:3.11-slim
WORKDIR /srv
COPY --from=deps /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY app.py ./
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`,
    },
    working: {
      dockerfile: `FROM python:3.11-slim AS deps
RUN pip install --no-cache-dir gunicorn==23.0.0

FROM python:3.11-slim
WORKDIR /srv
COPY --from=deps /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=deps /usr/local/bin/gunicorn /usr/local/bin/gunicorn
COPY app.py ./
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`,
    },
    run: ready,
  },
];
