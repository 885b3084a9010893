import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

function missingModule(module: string): Told {
  if (/^(?:\.{0,2}\/|file:)/.test(module)) {
    return {
      message: message('log-file-missing', { path: module }),
      cure: message('cure-build-and-copy', { path: module }),
    };
  }
  return { message: message('log-node-module-missing', { module }), cure: message('cure-node-modules', { module }) };
}

function platformPackage(module: string): Told {
  return { message: message('log-platform-package-missing', { module }), cure: message('cure-install-in-image', {}) };
}

export const NODE_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'native-package-of-another-platform',
    shows: 'either',
    examples: [
      'Error: Cannot find module @rollup/rollup-linux-x64-musl. npm has a bug related to optional dependencies',
      'Error: Could not load the "sharp" module using the linuxmusl-x64 runtime',
      'Error: The package "@esbuild/linux-x64" could not be found, and is needed by esbuild.',
    ],
    signatures: [
      {
        pattern: /^(?:Error: )?Cannot find module (@rollup\/rollup-[\w-]{1,40})/,
        read: ([module = '']) => platformPackage(module),
      },
      {
        pattern:
          /^(?:Error: )?Cannot find module '((?:@[\w.-]{1,60}\/|\.\.\/)[\w./-]{1,80}(?:linux|darwin|win32)-?(?:x64|arm64|ia32|musl)[\w./-]{0,40})'/,
        read: ([module = '']) => platformPackage(module),
      },
      {
        pattern: /^(?:Error: )?Could not load the "(sharp)" module using the [\w-]{1,40} runtime/,
        read: ([module = '']) => platformPackage(module),
      },
      {
        pattern: /The package "(@esbuild\/[\w-]{1,40})" could not be found, and is needed by esbuild/,
        read: ([module = '']) => platformPackage(module),
      },
      {
        pattern: /You installed (esbuild) for another platform than the one you're currently using/,
        read: ([module = '']) => platformPackage(module),
      },
      {
        pattern: /Query [Ee]ngine (?:library )?for (?:current platform|runtime) "([\w.-]{1,60})"/,
        read: ([of]) => platformPackage(`prisma (${of})`),
      },
      {
        pattern: /^(?:\u2a2f )?Failed to load SWC binary for ([\w/-]{1,40})/,
        read: ([of]) => platformPackage(`@next/swc (${of})`),
      },
    ],
    words: {
      en: [
        'rollup linux musl',
        'sharp module linuxmusl',
        'esbuild for another platform',
        'prisma query engine musl',
        'optional dependencies npm bug',
      ],
      ko: ['sharp 모듈 로드 실패', 'esbuild 다른 플랫폼', 'rollup 모듈 없음', 'prisma 엔진 없음'],
    },
  },
  {
    id: 'node-module-missing',
    shows: 'run',
    examples: [
      "Error: Cannot find module 'express'",
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /app/server.js",
    ],
    signatures: [
      {
        pattern:
          /^(?:Uncaught )?(?:\w{0,40}Error: |\w{0,40}Error \[ERR_MODULE_NOT_FOUND\]: |code: )Cannot find (?:module|package) '([^']{1,300})'/,
        read: ([module = '']) => missingModule(module),
      },
    ],
    words: {
      en: [
        'cannot find module',
        'ERR_MODULE_NOT_FOUND',
        'node module missing',
        'node_modules missing',
        'express not found',
      ],
      ko: ['모듈을 찾을 수 없음', 'node 모듈 없음', 'node_modules 없음', 'Cannot find module'],
    },
  },
  {
    id: 'node-subpath-not-exported',
    shows: 'run',
    examples: [
      `Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: Package subpath './lib/x' is not defined by "exports" in /app/node_modules/y/package.json`,
    ],
    signatures: [
      {
        pattern:
          /^(?:Uncaught )?Error \[ERR_PACKAGE_PATH_NOT_EXPORTED\]: (?:Package subpath '([^']{1,200})'|No "exports" main)[^\n]{0,60} in (\/[^\s]{1,300})package\.json/,
        read: ([path = '', folder = '']) => ({
          message: message('log-not-exported', {
            path: path === '' ? '.' : path,
            module: folder.replace(/^.*node_modules\//, '').replace(/\/$/, ''),
          }),
          cure: message('cure-locked-versions', {}),
        }),
      },
    ],
    words: {
      en: ['ERR_PACKAGE_PATH_NOT_EXPORTED', 'package subpath not exported', 'exports package.json'],
      ko: ['패키지 경로가 export되지 않음', 'ERR_PACKAGE_PATH_NOT_EXPORTED'],
    },
  },
  {
    id: 'node-addon-of-another-version',
    shows: 'run',
    examples: [
      "Error: The module '/app/node_modules/bcrypt/build/Release/bcrypt.node' was compiled against a different Node.js version using",
    ],
    signatures: [
      {
        pattern: /The module '([^'\n]{1,300})'? ?was compiled against a different Node\.js version/,
        read: ([path = '']) => ({ message: message('log-node-abi', { path }), cure: message('cure-same-node', {}) }),
      },
      {
        pattern: /^was compiled against a different Node\.js version using/,
        read: () => ({ message: message('log-node-abi', { path: '' }), cure: message('cure-same-node', {}) }),
      },
    ],
    words: {
      en: [
        'NODE_MODULE_VERSION',
        'compiled against a different Node.js version',
        'native addon rebuild',
        'npm rebuild',
      ],
      ko: ['NODE_MODULE_VERSION', 'Node 버전이 다름', '네이티브 애드온 재빌드'],
    },
  },
  {
    id: 'npm-peer-conflict',
    shows: 'build',
    examples: ['npm ERR! code ERESOLVE', 'npm error code ERESOLVE'],
    signatures: [
      {
        pattern: /^npm (?:ERR!|error) code ERESOLVE$/,
        read: () => ({ message: message('log-npm-conflict', {}), cure: message('cure-npm-conflict', {}) }),
      },
    ],
    words: {
      en: ['ERESOLVE', 'unable to resolve dependency tree', 'npm peer dependency conflict', 'legacy-peer-deps'],
      ko: ['의존성 충돌', 'npm ERESOLVE', '피어 의존성 충돌'],
    },
  },
  {
    id: 'lock-file-out-of-date',
    shows: 'build',
    examples: [
      'npm ERR! `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      'npm error The `npm ci` command can only install with an existing package-lock.json or',
      'ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with package.json',
    ],
    signatures: [
      {
        pattern: /'npm ci' can only install packages when your package\.json and/,
        read: () => ({
          message: message('log-lock-out-of-date', { file: 'package-lock.json' }),
          cure: message('cure-renew-lock', { command: 'npm install' }),
        }),
      },
      {
        pattern: /'npm ci' command can only install with an existing package-lock\.json/,
        read: () => ({
          message: message('log-lock-missing', { file: 'package-lock.json' }),
          cure: message('cure-copy-lock', { file: 'package-lock.json' }),
        }),
      },
      {
        pattern: /ERR_PNPM_OUTDATED_LOCKFILE/,
        read: () => ({
          message: message('log-lock-out-of-date', { file: 'pnpm-lock.yaml' }),
          cure: message('cure-renew-lock', { command: 'pnpm install' }),
        }),
      },
      {
        pattern: /ERR_PNPM_NO_LOCKFILE/,
        read: () => ({
          message: message('log-lock-missing', { file: 'pnpm-lock.yaml' }),
          cure: message('cure-copy-lock', { file: 'pnpm-lock.yaml' }),
        }),
      },
      {
        pattern:
          /Your lockfile needs to be updated, but yarn was run with '--frozen-lockfile'|YN0028: .{0,40}The lockfile would have been modified/,
        read: () => ({
          message: message('log-lock-out-of-date', { file: 'yarn.lock' }),
          cure: message('cure-renew-lock', { command: 'yarn install' }),
        }),
      },
    ],
    words: {
      en: ['npm ci lock out of sync', 'package-lock.json missing', 'frozen lockfile', 'lockfile needs to be updated'],
      ko: ['package-lock.json 불일치', 'npm ci 실패', '락 파일 없음', '락 파일 불일치'],
    },
  },
  {
    id: 'dev-tool-not-installed',
    shows: 'build',
    examples: ['sh: 1: vite: not found', 'sh: tsc: not found', 'error Command "next" not found.'],
    signatures: [
      {
        pattern:
          /^(?:\/bin\/)?(?:sh|ash|bash|dash): (?:\d{1,6}: |line \d{1,6}: )?([\w-]{1,40}): (?:command )?not found$/,
        read: ([command = '']) => devTool(command),
      },
      {
        pattern: /^(?:error |ERR_PNPM_\w{1,60} {1,4})Command "([\w-]{1,40})" not found/,
        read: ([command = '']) => devTool(command),
      },
    ],
    words: {
      en: [
        'vite not found',
        'tsc not found',
        'next not found',
        'omit=dev build fails',
        'dev dependencies missing',
        'npm run build not found',
      ],
      ko: ['vite not found', 'tsc 없음', '개발 의존성 없음', 'npm run build 실패', 'omit=dev 후 빌드 실패'],
    },
  },
  {
    id: 'openssl-legacy-provider',
    shows: 'build',
    examples: ["  code: 'ERR_OSSL_EVP_UNSUPPORTED'", 'Error: error:0308010C:digital envelope routines::unsupported'],
    signatures: [
      {
        pattern: /^code: 'ERR_OSSL_EVP_UNSUPPORTED'|^Error: error:0308010C:digital envelope routines::unsupported/,
        read: () => ({ message: message('log-openssl-legacy', {}), cure: message('cure-openssl-legacy', {}) }),
      },
    ],
    words: {
      en: [
        'ERR_OSSL_EVP_UNSUPPORTED',
        'digital envelope routines unsupported',
        'openssl-legacy-provider',
        'webpack 4 node 18',
      ],
      ko: ['digital envelope routines', 'ERR_OSSL_EVP_UNSUPPORTED', 'webpack 4 빌드 실패'],
    },
  },
];

const DEV_TOOLS =
  /^(?:vite|webpack|tsc|rollup|esbuild|next|nuxt|nuxi|ng|react-scripts|vue-cli-service|tsup|tsdown|parcel|turbo|nest|svelte-kit|astro|gatsby|remix|swc|babel|tailwindcss|postcss|cross-env|rimraf|tsx|ts-node|nodemon|eslint|jest|vitest|prisma|gulp|grunt|lerna|nx|craco|ncc|husky|run-s|npm-run-all)$/;

function devTool(command: string): Told | undefined {
  if (!DEV_TOOLS.test(command)) return undefined;
  return {
    message: message('log-dev-tool-missing', { command }),
    cure: message('cure-dev-dependencies-to-build', { command }),
  };
}
