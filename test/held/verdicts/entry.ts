import type { HeldPair } from './contract.ts';

const APP = `from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ready")


HTTPServer(("", 8000), Handler).serve_forever()
`;

const START = `#!/bin/sh
exec python app.py
`;

const DOCKERFILE = `FROM python:3.11-slim
WORKDIR /srv
COPY --chmod=755 start.sh app.py ./
EXPOSE 8000
ENTRYPOINT ["/srv/start.sh"]
`;

/** What stands between the runtime and the first process. */
export const ENTRY_PAIRS: readonly HeldPair[] = [
  {
    id: 'script-with-carriage-returns',
    traps: [],
    fault: 'bytes',
    says: 'The entry script was saved with CRLF: the kernel looks for an interpreter whose name ends with a carriage return.',
    evidence: ['/srv/start.sh'],
    breaks: 'start',
    files: { 'app.py': APP },
    broken: { dockerfile: DOCKERFILE, files: { 'start.sh': START.replaceAll('\n', '\r\n') } },
    working: { dockerfile: DOCKERFILE, files: { 'start.sh': START } },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'ready' }] } },
  },
];
