import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarEntry } from '../../held/kit/tar.ts';
import type { MadeLayer } from './write-image.ts';

/** What people install, with versions, so that the same tree comes out again. */
const PIP = {
  science: [
    'numpy==1.26.4',
    'pandas==2.2.3',
    'scikit-learn==1.6.1',
    'statsmodels==0.14.4',
    'opencv-python-headless==4.11.0.86',
    'matplotlib==3.10.3',
    'plotly==5.24.1',
    'pyarrow==20.0.0',
    'polars==1.30.0',
    'duckdb==1.3.0',
    'numba==0.61.2',
    'sympy==1.14.0',
    'jupyterlab==4.4.3',
  ],
  tensorflow: [
    'numpy==1.26.4',
    'pandas==2.2.3',
    'scikit-learn==1.6.1',
    'opencv-python-headless==4.11.0.86',
    'matplotlib==3.10.3',
    'pyarrow==20.0.0',
    'tensorflow-cpu==2.19.0',
  ],
} as const;
const NPM = {
  '@angular/cli': '20.0.0',
  '@angular/core': '20.0.0',
  '@babel/preset-env': '7.27.2',
  '@electric-sql/pglite': '0.3.2',
  '@fluentui/react-icons': '2.0.300',
  '@mui/icons-material': '7.1.0',
  '@mui/material': '7.1.0',
  '@tabler/icons-react': '3.34.0',
  antd: '5.25.4',
  'aws-sdk': '2.1692.0',
  'core-js': '3.42.0',
  'date-fns': '4.1.0',
  eslint: '9.28.0',
  firebase: '11.8.1',
  googleapis: '149.0.0',
  jest: '29.7.0',
  'lucide-react': '0.511.0',
  mermaid: '11.6.0',
  'monaco-editor': '0.52.2',
  next: '15.3.3',
  playwright: '1.52.0',
  react: '19.1.0',
  'react-dom': '19.1.0',
  'react-icons': '5.5.0',
  rxjs: '7.8.2',
  three: '0.177.0',
  typescript: '5.8.3',
  vite: '6.3.5',
  webpack: '5.99.9',
};
const SITE = 'usr/local/lib/python3.11/site-packages';
const MODULES = 'app/node_modules';

export const REAL_IMAGES = ['science', 'node', 'tensorflow'] as const;
export type RealImage = (typeof REAL_IMAGES)[number];

/**
 * Three layers over a tree as its package manager installs it: the tree, a part of it with other modes or owners, a part of it deleted.
 * Needs pip or npm and their registries. Cost: a minute or two, and some 4 GB below `dir` until the layers are removed.
 */
export async function installRealImage(
  image: RealImage,
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly MadeLayer[]> {
  const root = join(dir, 'root');
  mkdirSync(root, { recursive: true });
  if (image !== 'node') {
    const argv = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--target', join(root, SITE), ...PIP[image]];
    execFileSync('python3', argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  } else {
    mkdirSync(join(root, 'app'));
    writeFileSync(join(root, 'app/package.json'), JSON.stringify({ private: true, dependencies: NPM }));
    const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error'];
    execFileSync('npm', argv, { cwd: join(root, 'app'), env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  const layers =
    image !== 'node'
      ? [
          pack(dir, 0, root, ['usr']),
          pack(dir, 1, root, [`${SITE}/numpy`], '--mode=g+w'),
          hide(dir, 2, `${SITE}/.wh.cv2`),
        ]
      : [
          pack(dir, 0, root, ['app']),
          pack(dir, 1, root, [`${MODULES}/next`, `${MODULES}/typescript`], '--owner=65534'),
          hide(dir, 2, `${MODULES}/.wh.next`),
        ];
  execFileSync('rm', ['-rf', root]);
  return Promise.all(layers.map(describe));
}

/** As engines here write layers: names without `./`, whole seconds, long names in two parts of one header. */
function pack(dir: string, number: number, root: string, paths: readonly string[], ...more: readonly string[]): string {
  const file = join(dir, `layer-${number}.tar`);
  const form = ['--format=ustar', '--mtime=@1700000000', '--sort=name'];
  execFileSync('tar', [
    ...form,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    ...more,
    '-C',
    root,
    '-cf',
    file,
    ...paths,
  ]);
  return file;
}

function hide(dir: string, number: number, whiteout: string): string {
  const file = join(dir, `layer-${number}.tar`);
  writeFileSync(file, Buffer.concat([tarEntry({ name: whiteout, content: '' }), Buffer.alloc(1024)]));
  return file;
}

async function describe(file: string): Promise<MadeLayer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { file, diffId: `sha256:${hash.digest('hex')}`, bytes: statSync(file).size };
}
