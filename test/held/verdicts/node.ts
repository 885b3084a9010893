import type { HeldPair, HeldRun } from './contract.ts';

/** Debian's Node with npm where packages are installed, Node alone where they run. */
const staged = (deps: string, run: string) => `FROM debian:bookworm-slim AS deps
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json ./
${deps}

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
WORKDIR /app
${run}
EXPOSE 3000
CMD ["node", "server.js"]
`;

const plain = (copy: string) => `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
WORKDIR /app
${copy}
EXPOSE 3000
CMD ["node", "server.js"]
`;

const manifest = (fields: object) => `${JSON.stringify({ name: 'desk', version: '1.4.0', ...fields }, null, 2)}\n`;

const asks = (path: string, contains: string): HeldRun => ({
  asks: { is: 'server', port: 3000, requests: [{ path, status: 200, contains }] },
});

const TYPES = `const http = require('node:http');
const mime = require('mime-types');

http
  .createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://desk');
    response.end(String(mime.lookup(pathname)));
  })
  .listen(3000);
`;

const DUE = `const http = require('node:http');
const dayjs = require('dayjs');

let stringify = JSON.stringify;
try {
  stringify = require('fast-safe-stringify');
} catch {
  // JSON.stringify will do.
}

http
  .createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(stringify({ due: dayjs('2026-01-31').add(1, 'month').format('YYYY-MM-DD') }));
  })
  .listen(3000);
`;

const ticket = (line: string, call: string) => `const http = require('node:http');
${line}

http.createServer((request, response) => response.end('ticket ' + ${call})).listen(3000);
`;

const RATES = `import { readFileSync } from 'node:fs';
import http from 'node:http';

const rates = JSON.parse(readFileSync(new URL('./rates.json', import.meta.url), 'utf8'));

http.createServer((request, response) => response.end(String(rates.KRW * 2))).listen(3000);
`;

const MODULE = `import http from 'node:http';

const visits = new Map();

http
  .createServer((request, response) => {
    visits.set(request.url, (visits.get(request.url) ?? 0) + 1);
    response.end('visits ' + visits.get(request.url));
  })
  .listen(3000);
`;

/** What Node's resolver looks for. */
export const NODE_PAIRS: readonly HeldPair[] = [
  {
    id: 'node-modules-left-out',
    traps: [],
    fault: 'bytes',
    says: 'The last stage has the code but not the node_modules of the stage that installed them.',
    evidence: ['mime-types'],
    breaks: 'start',
    files: { 'package.json': manifest({ dependencies: { 'mime-types': '2.1.35' } }), 'server.js': TYPES },
    broken: { dockerfile: staged('RUN npm install --omit=dev', 'COPY package.json server.js ./') },
    working: {
      dockerfile: staged(
        'RUN npm install --omit=dev',
        'COPY --from=deps /app/node_modules ./node_modules\nCOPY package.json server.js ./',
      ),
    },
    run: asks('/plan.pdf', 'application/pdf'),
  },
  {
    id: 'dev-dependency-needed-at-run-time',
    traps: ['T45'],
    fault: 'bytes',
    says: 'dayjs stands under devDependencies, --omit=dev leaves it out, and the server requires it.',
    evidence: ['dayjs'],
    breaks: 'start',
    files: { 'server.js': DUE },
    broken: {
      dockerfile: staged(
        'RUN npm install --omit=dev',
        'COPY --from=deps /app/node_modules ./node_modules\nCOPY package.json server.js ./',
      ),
      files: {
        'package.json': manifest({ dependencies: { 'mime-types': '2.1.35' }, devDependencies: { dayjs: '1.11.13' } }),
      },
    },
    working: {
      dockerfile: staged(
        'RUN npm install --omit=dev',
        'COPY --from=deps /app/node_modules ./node_modules\nCOPY package.json server.js ./',
      ),
      files: { 'package.json': manifest({ dependencies: { 'mime-types': '2.1.35', dayjs: '1.11.13' } }) },
    },
    run: asks('/', '2026-02-28'),
  },
  {
    id: 'subpath-not-exported',
    traps: [],
    fault: 'bytes',
    says: 'uuid 9 has an exports map without ./v4, which the server still requires.',
    evidence: ['uuid/v4'],
    breaks: 'start',
    files: { 'package.json': manifest({ dependencies: { uuid: '9.0.1' } }) },
    broken: {
      dockerfile: staged(
        'RUN npm install --omit=dev',
        'COPY --from=deps /app/node_modules ./node_modules\nCOPY package.json server.js ./',
      ),
      files: { 'server.js': ticket("const uuid = require('uuid/v4');", 'uuid()') },
    },
    working: {
      dockerfile: staged(
        'RUN npm install --omit=dev',
        'COPY --from=deps /app/node_modules ./node_modules\nCOPY package.json server.js ./',
      ),
      files: { 'server.js': ticket("const { v4: uuid } = require('uuid');", 'uuid()') },
    },
    run: asks('/', 'ticket '),
  },
  {
    id: 'json-file-left-out',
    traps: [],
    fault: 'bytes',
    says: 'The server reads rates.json beside itself at the start, and COPY takes the scripts and package.json only.',
    evidence: ['rates.json'],
    breaks: 'start',
    files: {
      'package.json': manifest({ type: 'module' }),
      'server.js': RATES,
      'rates.json': '{ "KRW": 1350, "EUR": 0.9 }\n',
    },
    broken: { dockerfile: plain('COPY package.json server.js ./') },
    working: { dockerfile: plain('COPY *.json server.js ./') },
    run: asks('/', '2700'),
  },
  {
    id: 'module-without-its-package-json',
    traps: [],
    fault: 'bytes',
    says: 'server.js has import statements, and the package.json that says "type": "module" is not copied.',
    evidence: ['package.json'],
    breaks: 'start',
    files: { 'package.json': manifest({ type: 'module' }), 'server.js': MODULE },
    broken: { dockerfile: plain('COPY server.js ./') },
    working: { dockerfile: plain('COPY package.json server.js ./') },
    run: asks('/a', 'visits 1'),
  },
];
