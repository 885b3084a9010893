import type { HeldPair } from './contract.ts';

const WORKER = `import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"queue is empty")


def leave(number, frame):
    print("closing the queue", flush=True)
    sys.exit(0)


signal.signal(signal.SIGTERM, leave)
HTTPServer(("", 8000), Handler).serve_forever()
`;

const start = (last: string) => `#!/bin/sh
set -e
python -m compileall -q /srv
${last}
`;

const WORKER_FILE = `FROM python:3.11-slim
WORKDIR /srv
COPY worker.py ./
COPY --chmod=755 start.sh /usr/local/bin/
EXPOSE 8000
CMD ["start.sh"]
`;

const chat = (handler: string) => `const http = require('node:http');

const server = http.createServer((request, response) => response.end('nobody is here'));
server.listen(3000);
${handler}`;

const LEAVE = `
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
`;

const CHAT_FILE = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY chat.js ./
EXPOSE 3000
CMD ["node", "chat.js"]
`;

const REPORT = (readings: string) => `import random

random.seed(7)
${readings}
total = 0.0
largest = 0.0
for reading in readings:
    total += reading
    largest = max(largest, reading)
print(f"mean {total / 4_000_000:.2f}, largest {largest:.2f}")
`;

const REPORT_FILE = `FROM python:3.11-slim
COPY report.py /srv/
CMD ["python", "/srv/report.py"]
`;

/** What shows only while a program runs, or when it has to end. */
export const SIGNAL_PAIRS: readonly HeldPair[] = [
  {
    id: 'start-script-keeps-the-signal',
    traps: [],
    fault: 'behaviour',
    says: 'The start script is the first process and does not exec the server: SIGTERM never reaches its handler.',
    evidence: ['start.sh'],
    breaks: 'answer',
    files: { 'worker.py': WORKER },
    broken: { dockerfile: WORKER_FILE, files: { 'start.sh': start('python worker.py') } },
    working: { dockerfile: WORKER_FILE, files: { 'start.sh': start('exec python worker.py') } },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        stopsWithinSeconds: 5,
        requests: [{ path: '/', status: 200, contains: 'queue is empty' }],
      },
    },
  },
  {
    id: 'first-process-without-a-handler',
    traps: [],
    fault: 'behaviour',
    says: 'Node as first process has no handler for SIGTERM, and the kernel gives such a process no default one.',
    evidence: ['SIGTERM'],
    breaks: 'answer',
    broken: { dockerfile: CHAT_FILE, files: { 'chat.js': chat('') } },
    working: { dockerfile: CHAT_FILE, files: { 'chat.js': chat(LEAVE) } },
    run: {
      asks: {
        is: 'server',
        port: 3000,
        stopsWithinSeconds: 5,
        requests: [{ path: '/', status: 200, contains: 'nobody is here' }],
      },
    },
  },
  {
    id: 'list-over-the-memory-limit',
    traps: [],
    fault: 'behaviour',
    says: 'The report holds all readings in a list at once and is killed at the limit the container runs under.',
    evidence: ['memory'],
    breaks: 'answer',
    broken: {
      dockerfile: REPORT_FILE,
      files: { 'report.py': REPORT('readings = [random.uniform(10, 30) for _ in range(4_000_000)]') },
    },
    working: {
      dockerfile: REPORT_FILE,
      files: { 'report.py': REPORT('readings = (random.uniform(10, 30) for _ in range(4_000_000))') },
    },
    run: { memoryBytes: 64 << 20, asks: { is: 'program', exitCode: 0, prints: 'mean 20.00' } },
  },
];
