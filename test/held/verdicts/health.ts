import type { HeldPair, HeldRun } from './contract.ts';

const API = `from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ("/", "/health") else 404)
        self.end_headers()
        self.wfile.write(b"open")


HTTPServer(("", 8000), Handler).serve_forever()
`;

const OFTEN = '--interval=2s --timeout=3s --retries=3';

const api = (check: string) => `FROM python:3.11-slim
WORKDIR /srv
COPY api.py ./
EXPOSE 8000
HEALTHCHECK ${OFTEN} ${check}
CMD ["python", "api.py"]
`;

const asked = (port: number): HeldRun => ({
  asks: { is: 'server', port, health: 'healthy', requests: [{ path: '/health', status: 200, contains: 'open' }] },
});

const urlopen = (port: number) =>
  `CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:${port}/health', timeout=2)"]`;

const BOARD = `const http = require('node:http');

http.createServer((request, response) => response.end('open')).listen(3000);
`;

const BOARD_CHECK = `const http = require('node:http');

http
  .get('http://127.0.0.1:3000/health', (response) => process.exit(response.statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1));
`;

const board = (check: string) => `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY board.js healthcheck.js ./
EXPOSE 3000
HEALTHCHECK ${OFTEN} ${check}
CMD ["node", "board.js"]
`;

const GATE = `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "check" {
		answer, err := http.Get("http://127.0.0.1:8080/health")
		if err != nil || answer.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "open") })
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const gate = (check: string) => `FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -o /gate .

FROM scratch
COPY --from=build /gate /gate
EXPOSE 8080
HEALTHCHECK ${OFTEN} ${check}
ENTRYPOINT ["/gate"]
`;

/** Servers that work, and checks of them that do not. */
export const HEALTH_PAIRS: readonly HeldPair[] = [
  {
    id: 'healthcheck-with-curl',
    traps: ['T50'],
    fault: 'bytes',
    says: 'HEALTHCHECK runs curl, which is not in the slim image.',
    evidence: ['curl'],
    breaks: 'healthcheck',
    files: { 'api.py': API },
    broken: { dockerfile: api('CMD curl --fail --silent http://localhost:8000/health || exit 1') },
    working: { dockerfile: api(urlopen(8000)) },
    run: asked(8000),
  },
  {
    id: 'healthcheck-with-wget',
    traps: ['T50'],
    fault: 'bytes',
    says: 'HEALTHCHECK runs wget in exec form, and Debian slim has none.',
    evidence: ['wget'],
    breaks: 'healthcheck',
    files: { 'board.js': BOARD, 'healthcheck.js': BOARD_CHECK },
    broken: { dockerfile: board('CMD ["wget", "--quiet", "--spider", "http://127.0.0.1:3000/health"]') },
    working: { dockerfile: board('CMD ["node", "healthcheck.js"]') },
    run: asked(3000),
  },
  {
    id: 'shell-healthcheck-on-scratch',
    traps: ['T50'],
    fault: 'bytes',
    says: 'HEALTHCHECK in shell form is run by /bin/sh, and scratch has no shell.',
    evidence: ['/bin/sh'],
    breaks: 'healthcheck',
    files: { 'go.mod': 'module example.com/gate\n\ngo 1.24\n', 'main.go': GATE },
    broken: { dockerfile: gate('CMD /gate check') },
    working: { dockerfile: gate('CMD ["/gate", "check"]') },
    run: asked(8080),
  },
  {
    id: 'healthcheck-asks-another-port',
    traps: [],
    fault: 'behaviour',
    says: 'HEALTHCHECK asks port 8080, and the server listens on 8000.',
    evidence: ['8080'],
    breaks: 'healthcheck',
    files: { 'api.py': API },
    broken: { dockerfile: api(urlopen(8080)) },
    working: { dockerfile: api(urlopen(8000)) },
    run: asked(8000),
  },
];
