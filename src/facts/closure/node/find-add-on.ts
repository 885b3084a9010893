import type { TreeNode } from '../../../image/contract.ts';
import { foldersUp, join, type NodeFiles } from './node-files.ts';
import type { AddOnLoad } from './walk-modules.ts';

/** Where the helpers of native packages find an add-on. */
export type AddOnPlace =
  | { readonly node: TreeNode; readonly path: string }
  | { readonly missing: string; readonly searched: string }
  | 'unknown';

/** @param abi of the node that asks, where it is known */
export function findAddOn(files: NodeFiles, { from, name }: AddOnLoad, abi: number | undefined): AddOnPlace {
  const root = foldersUp(from).find((dir) => files.manifest(dir) !== undefined);
  if (root === undefined || name === undefined) return 'unknown';
  return name === '' ? findPrebuilt(files, root, abi) : findBinding(files, root, name);
}

/** The folders `bindings` tries; those named by a version are left to it. */
const BINDING_DIRS = [
  'build',
  'build/Debug',
  'build/Release',
  'out/Debug',
  'Debug',
  'out/Release',
  'Release',
  'build/default',
];
const BY_VERSION = ['compiled', 'addon-build', 'lib/binding'];

function findBinding(files: NodeFiles, root: string, name: string): AddOnPlace {
  const file = name.endsWith('.node') ? name : `${name}.node`;
  for (const dir of BINDING_DIRS) {
    const spot = files.spot(join(root, `${dir}/${file}`));
    if (spot === 'unknown') return 'unknown';
    if (spot !== 'none' && spot.is === 'file') return spot;
  }
  const isElsewhere = BY_VERSION.some((dir) => files.spot(join(root, dir)) !== 'none');
  return isElsewhere ? 'unknown' : { missing: file, searched: join(root, `build/Release/${file}`) };
}

/** Architectures as Node names them. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  amd64: 'x64',
  '386': 'ia32',
  ppc64le: 'ppc64',
  loong64: 'loong64',
};

/** As `node-gyp-build` chooses: what was built here, else the file of `prebuilds` whose tags all fit. */
function findPrebuilt(files: NodeFiles, root: string, abi: number | undefined): AddOnPlace {
  for (const dir of ['build/Release', 'build/Debug']) {
    const built = addOnsIn(files, join(root, dir));
    if (built === 'unknown' || built.length > 1) return 'unknown';
    if (built[0] !== undefined) return built[0];
  }
  if (files.scene.env.has('LIBC') || files.scene.env.has('PREBUILDS_ONLY')) return 'unknown';
  const { architecture } = files.scene.config;
  const arch = ARCHITECTURES[architecture] ?? architecture;
  const tuples = foldersIn(files, join(root, 'prebuilds'));
  if (tuples === 'unknown') return 'unknown';
  const tuple = tuples.find((name) => name.startsWith('linux-') && name.slice(6).split('+').includes(arch));
  const searched = join(root, `prebuilds/linux-${arch}`);
  const lacking = { missing: `linux-${arch}`, searched };
  if (tuple === undefined) return lacking;
  const libc = files.spot('/etc/alpine-release') === 'none' ? 'glibc' : 'musl';
  const candidates = addOnsIn(files, join(root, `prebuilds/${tuple}`));
  if (candidates === 'unknown') return 'unknown';
  const fits = candidates.map((file) => ({ file, fit: fitOf(file.path, libc, abi) })).filter(({ fit }) => fit !== 'no');
  if (fits.length === 0) return { ...lacking, missing: `linux-${arch}-${libc}` };
  const [only] = fits;
  return fits.length === 1 && only?.fit === 'yes' ? only.file : 'unknown';
}

function fitOf(path: string, libc: string, abi: number | undefined): 'yes' | 'no' | 'unknown' {
  const tags = path.slice(path.lastIndexOf('/') + 1).split('.');
  const isStable = tags.includes('napi');
  const built = tags.map((tag) => /^abi(\d+)$/.exec(tag)?.[1]).find((text) => text !== undefined);
  if (tags.some((tag) => (tag === 'glibc' || tag === 'musl') && tag !== libc)) return 'no';
  if (tags.some((tag) => tag === 'electron' || tag === 'node-webkit') && !isStable) return 'no';
  if (tags.some((tag) => /^(?:uv|armv)\d+$/.test(tag))) return 'unknown';
  if (built === undefined || isStable) return 'yes';
  if (abi === undefined) return 'unknown';
  return Number(built) === abi ? 'yes' : 'no';
}

function addOnsIn(files: NodeFiles, dir: string) {
  const spot = files.spot(dir);
  if (spot === 'unknown') return 'unknown';
  if (spot === 'none' || spot.is === 'file') return [];
  const names = files.scene.tree.children(spot.path.slice(1)).filter(({ path }) => path.endsWith('.node'));
  const spots = names.map(({ path }) => files.spot(`/${path}`));
  return spots.flatMap((s) => (s === 'none' || s === 'unknown' ? [] : [{ node: s.node, path: s.path }]));
}

function foldersIn(files: NodeFiles, dir: string): readonly string[] | 'unknown' {
  const spot = files.spot(dir);
  if (spot === 'unknown') return 'unknown';
  if (spot === 'none' || spot.is === 'file') return [];
  return files.scene.tree.children(spot.path.slice(1)).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}
