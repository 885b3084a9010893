import type { HeldOrdinary, HeldRun } from './contract.ts';

function answers(contains: string, port = 3000): HeldRun {
  return { asks: { is: 'server', port, requests: [{ path: '/', status: 200, contains }] } };
}

/** The first stage has npm, what is shipped has Node alone. */
const WITH_NPM = `FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /app
`;
const WITH_NODE = `
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
WORKDIR /app
`;

function manifest(fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ name: 'shop', version: '1.0.0', private: true, ...fields }, null, 2)}\n`;
}

/** Programs for Node, on the packages of Debian. */
export const ORDINARY_NODE: readonly HeldOrdinary[] = [
  {
    id: 'express-two-stages',
    says: 'Express with its production dependencies alone; a development tool is required only outside production.',
    files: {
      'package.json': manifest({ dependencies: { express: '^4.19.0' }, devDependencies: { morgan: '^1.10.0' } }),
      'server.js': `const express = require('express');

const app = express();
if (process.env.NODE_ENV !== 'production') {
  app.use(require('morgan')('dev'));
}
app.get('/', (request, response) => response.json({ items: 7 }));
app.listen(3000);
`,
    },
    dockerfile: `${WITH_NPM}COPY package.json ./
RUN npm install --omit=dev --no-audit --no-fund
${WITH_NODE}ENV NODE_ENV=production
COPY --from=build /app/node_modules node_modules
COPY package.json server.js ./
USER nobody
EXPOSE 3000
CMD ["node", "server.js"]
`,
    run: answers('"items":7'),
  },
  {
    id: 'esm-with-optional-speedups',
    says: 'ES modules with subpath imports and a lazy import; ws looks for two native speedups that are not installed and does without.',
    files: {
      'package.json': manifest({
        type: 'module',
        imports: { '#store': './lib/store.js' },
        dependencies: { ws: '^8.16.0' },
      }),
      'lib/store.js': "export const rooms = new Map([['lobby', 2]]);\n",
      'lib/report.js': 'export default (rooms) => [...rooms].map(([name, count]) => `${name} ${count}`).join();\n',
      'server.js': `import { createServer } from 'node:http';
import { rooms } from '#store';
import { WebSocketServer } from 'ws';

let tracer;
try {
  tracer = await import('dd-trace');
} catch {
  tracer = undefined;
}
const server = createServer(async (request, response) => {
  const { default: report } = await import('./lib/report.js');
  response.end(\`\${report(rooms)} \${tracer === undefined ? 'untraced' : 'traced'}\`);
});
new WebSocketServer({ server });
server.listen(3000);
`,
    },
    dockerfile: `${WITH_NPM}COPY package.json ./
RUN npm install --omit=dev --no-audit --no-fund
COPY . .
${WITH_NODE}COPY --from=build /app /app
CMD ["node", "server.js"]
`,
    run: answers('lobby 2 untraced'),
  },
  {
    id: 'sharp-prebuilt',
    says: 'sharp with its prebuilt addon: only the packages of this platform are installed, others are named in its code.',
    files: {
      'package.json': manifest({ dependencies: { sharp: '^0.33.0' } }),
      'server.js': `const { createServer } = require('node:http');
const sharp = require('sharp');

createServer(async (request, response) => {
  const { info } = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'teal' } })
    .resize(10)
    .png()
    .toBuffer({ resolveWithObject: true });
  response.end(\`\${info.format} \${info.width}x\${info.height}\`);
}).listen(3000);
`,
    },
    dockerfile: `${WITH_NPM}COPY package.json ./
RUN npm install --omit=dev --no-audit --no-fund
${WITH_NODE}COPY --from=build /app/node_modules node_modules
COPY package.json server.js ./
CMD ["node", "server.js"]
`,
    run: answers('png 10x5'),
  },
  {
    id: 'pnpm-links-whole',
    says: 'node_modules of pnpm, links and their store in one folder, copied as a whole.',
    files: {
      'package.json': manifest({ dependencies: { koa: '^2.15.0' } }),
      'server.js': `const Koa = require('koa');

const app = new Koa();
app.use((context) => {
  context.body = { rooms: 4 };
});
app.listen(3000);
`,
    },
    dockerfile: `${WITH_NPM}RUN npm install --global pnpm@9
COPY package.json ./
RUN pnpm install --prod
${WITH_NODE}COPY --from=build /app/node_modules node_modules
COPY package.json server.js ./
CMD ["node", "server.js"]
`,
    run: answers('"rooms":4'),
  },
  {
    id: 'bundled-single-file',
    says: 'A bundle made by esbuild: no node_modules at all, though names of packages stand in the file.',
    files: {
      'package.json': manifest({ dependencies: { express: '^4.19.0' }, devDependencies: { esbuild: '^0.21.0' } }),
      'src/main.ts': `import express from 'express';

const app = express();
app.get('/', (_request: unknown, response: { send(text: string): void }) => response.send('in one file'));
app.listen(3000);
`,
    },
    dockerfile: `${WITH_NPM}COPY package.json ./
RUN npm install --no-audit --no-fund
COPY src src
RUN npx esbuild src/main.ts --bundle --platform=node --outfile=dist/server.js
${WITH_NODE}COPY --from=build /app/dist/server.js .
CMD ["node", "server.js"]
`,
    run: answers('in one file'),
  },
  {
    id: 'workspace-links',
    says: 'An npm workspace: node_modules holds links to the folders of the packages, started by npm.',
    files: {
      'package.json': manifest({ workspaces: ['packages/*'], scripts: { start: 'node packages/web/server.js' } }),
      'packages/core/package.json': '{ "name": "@shop/core", "version": "1.0.0", "main": "index.js" }\n',
      'packages/core/index.js': 'exports.price = (count) => count * 3;\n',
      'packages/web/package.json':
        '{ "name": "@shop/web", "version": "1.0.0", "dependencies": { "@shop/core": "1.0.0" } }\n',
      'packages/web/server.js': `const { createServer } = require('node:http');
const { price } = require('@shop/core');

createServer((request, response) => response.end(\`price \${price(2)}\`)).listen(3000);
`,
    },
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN npm install --omit=dev --no-audit --no-fund
CMD ["npm", "start"]
`,
    run: answers('price 6'),
  },
];
