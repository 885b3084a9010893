import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileBlob, folderBlobs } from '../../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { accountBytes } from '../../../src/facts/bytes/account-bytes.ts';
import { listNotes } from '../../../src/facts/notes/list-notes.ts';
import type { ImageView, TreeNode } from '../../../src/image/contract.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { openDockerArchive } from '../../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../../src/image/sources/open-tar-members.ts';
import { Problem } from '../../../src/model/problem.ts';
import type { NoteRecord } from '../../../src/record/inspection.ts';
import type { Answer, HostileCase, PathFact, Read, Refusal } from '../../held/hostile/contract.ts';
import { configOf, digestOf, type Files, json, ociLayout } from '../../held/kit/image.ts';
import { makeSpecial, writeFiles } from '../../kit/write-files.ts';

const CLASSES: Readonly<Record<string, Refusal>> = {
  'tar-damaged': 'tar-damaged',
  'tar-over-limit': 'over-limit',
  'tree-over-limit': 'over-limit',
  'image-over-limit': 'over-limit',
  'inflate-over-limit': 'over-limit',
  'blob-too-large': 'over-limit',
  'layer-diff-id-mismatch': 'digest-mismatch',
  'blob-digest-mismatch': 'digest-mismatch',
  'blob-length-mismatch': 'digest-mismatch',
  'blob-missing': 'missing',
  'archive-image-not-found': 'missing',
  'archive-image-ambiguous': 'ambiguous',
  'image-document-invalid': 'invalid-document',
  'not-an-image': 'invalid-document',
  'layer-compression-unsupported': 'unsupported',
  'zstd-missing': 'unsupported',
  'layer-inflate-failed': 'inflate-damaged',
  'layer-type-unknown': 'unsupported',
  'registry-bytes-wrong': 'digest-mismatch',
  'registry-too-slow': 'too-slow',
  'registry-unreachable': 'network-refused',
  'registry-denied': 'network-refused',
  'registry-refused': 'network-refused',
  'registry-redirect-refused': 'network-refused',
  'registry-realm-refused': 'network-refused',
  'registry-not-found': 'missing',
};

/** Codes that say more in their arguments. */
const REASONS: Readonly<Record<string, Refusal>> = {
  'hardlink-missing': 'missing',
  'hardlink-to-other': 'unsupported',
  'parent-no-folder': 'tar-damaged',
  'link-loop': 'link-loop',
  'root-no-folder': 'link-escapes',
  'whiteout-of-no-name': 'bad-name',
  'link-escapes': 'link-escapes',
  'unknown-type': 'unsupported',
};

function classOf({ code, args }: Problem): string {
  const { reason = '', fault = '' } = args as { readonly reason?: string; readonly fault?: string };
  return REASONS[code === 'layer-refused' ? reason : fault] ?? CLASSES[code] ?? code;
}

/** What became of an input. */
export type Outcome =
  | { readonly is: 'refused'; readonly because: Refusal | string; readonly line: string }
  | {
      readonly is: 'read';
      readonly paths: ReadonlyMap<string, PathFact>;
      readonly deadBytes: number;
      readonly notes: readonly NoteRecord[];
    };

export function isImage(item: HostileCase): boolean {
  return ['layers', 'files', 'archive', 'stream'].includes(item.medium.is);
}

/** Reads the input as `inspect` does. */
export async function judgeImage(item: HostileCase): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-hostile-'));
  const opened: { close(): Promise<void> }[] = [];
  try {
    const view = await open(item, dir, opened);
    return await readView(view);
  } catch (error) {
    return refusalOf(error);
  } finally {
    for (const one of opened) await one.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Reads an open image to its end. */
export async function readView(view: ImageView): Promise<Outcome> {
  const indexes = await indexLayers(view, [], { hash: true });
  const tree = mergeLayers(indexes);
  const { deadBytes } = accountBytes(indexes, tree);
  const nodes = [...tree.nodes()].filter((node) => node.path !== '');
  const paths = new Map(nodes.map((node) => [node.path, factOf(node)]));
  return { is: 'read', paths, deadBytes, notes: listNotes(view, indexes, tree) };
}

/** A refusal in our own words. @throws what is none */
export function refusalOf(error: unknown): Outcome {
  if (!(error instanceof Problem)) throw error;
  return { is: 'refused', because: classOf(error), line: error.message };
}

async function open(item: HostileCase, dir: string, opened: { close(): Promise<void> }[]): Promise<ImageView> {
  const inflater = nodeInflater(process.env['PATH'] ?? '');
  const choice = { tag: item.ask?.tag, platform: item.ask?.platform };
  const { form, path } = layDown(item, dir);
  if (form === 'oci') {
    const blobs = folderBlobs(path);
    opened.push(blobs);
    return openOciLayout(blobs, choice, inflater);
  }
  const { blobs, name } = fileBlob(path);
  opened.push(blobs);
  return openDockerArchive(await openTarMembers(blobs, name), choice, inflater);
}

/** Writes an image's input below `dir`. */
export function layDown(
  { medium }: HostileCase,
  dir: string,
): { readonly form: 'oci' | 'docker-archive'; readonly path: string } {
  const path = join(dir, medium.is === 'archive' ? 'image.tar' : 'oci');
  if (medium.is === 'archive') {
    writeFileSync(path, medium.bytes());
    return { form: 'docker-archive', path };
  }
  if (medium.is === 'layers') writeFiles(path, ociLayout(medium.image()));
  if (medium.is === 'stream') writeStream(path, medium);
  if (medium.is === 'files') {
    writeFiles(path, medium.files());
    writeFiles(dir, medium.outside?.() ?? new Map());
    for (const special of medium.special?.() ?? []) makeSpecial(path, special);
  }
  return { form: 'oci', path };
}

/** Piece by piece: some are too long to be held. */
function writeStream(dir: string, medium: HostileCase['medium'] & { readonly is: 'stream' }): void {
  mkdirSync(join(dir, 'blobs/sha256'), { recursive: true });
  const part = join(dir, 'part');
  const fd = openSync(part, 'w');
  const blobHash = createHash('sha256');
  let size = 0;
  for (const piece of medium.blob()) {
    blobHash.update(piece);
    size += writeSync(fd, piece);
  }
  closeSync(fd);
  const hex = blobHash.digest('hex');
  renameSync(part, join(dir, 'blobs/sha256', hex));
  const tarHash = createHash('sha256');
  for (const piece of medium.tar?.() ?? []) tarHash.update(piece);
  const config = JSON.parse(configOf({ layers: [] }).toString()) as { rootfs: object; history: object[] };
  const files: Files = new Map();
  const put = (document: object, mediaType: string) => {
    const bytes = json(document);
    files.set(`blobs/sha256/${digestOf(bytes).slice('sha256:'.length)}`, bytes);
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const rootfs = { type: 'layers', diff_ids: [`sha256:${tarHash.digest('hex')}`] };
  const history = [{ created_by: 'x' }];
  const configAt = put({ ...config, rootfs, history }, 'application/vnd.oci.image.config.v1+json');
  const layers = [{ mediaType: medium.mediaType, digest: `sha256:${hex}`, size }];
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = put({ schemaVersion: 2, mediaType, config: configAt, layers }, mediaType);
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  files.set('index.json', json({ schemaVersion: 2, manifests: [manifest] }));
  writeFiles(dir, files);
}

function factOf(node: TreeNode): PathFact {
  const { entry } = node;
  const content = node.content?.entry;
  const type = entry.type === 'dir' ? 'folder' : entry.type === 'hardlink' ? 'file' : entry.type;
  return {
    type,
    ...(content && { bytes: content.storedBytes ?? content.bytes }),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    ...(entry.type === 'symlink' && { link: entry.link ?? '' }),
    ...(entry.device && { device: entry.device }),
    ...(entry.xattrs && { xattrs: entry.xattrs }),
    ...(node.row === -1 && { implied: true as const }),
  };
}

/** @returns what is wrong, empty where the answer is right */
export function compare(answer: Answer, outcome: Outcome): string[] {
  if (answer.is === 'refused') {
    if (outcome.is === 'read') return [`read, wanted refused: ${answer.because}`];
    const right: readonly string[] = [answer.because, ...(answer.alsoRight ?? [])];
    return right.includes(outcome.because)
      ? []
      : [`refused: ${outcome.because}, wanted ${right.join('|')} (${outcome.line})`];
  }
  if (answer.is !== 'read') return [`an image cannot be ${answer.is}`];
  if (outcome.is === 'refused') {
    const may: readonly string[] = answer.orRefused ?? [];
    return may.includes(outcome.because) ? [] : [`refused: ${outcome.because} (${outcome.line}), wanted read`];
  }
  return [...comparePaths(answer, outcome.paths, outcome.deadBytes), ...compareNotes(answer, outcome.notes)];
}

function compareNotes(answer: Read, notes: readonly NoteRecord[]): string[] {
  const codes = new Set<string>(notes.map(({ code }) => code));
  const wasted = notes.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  return [
    ...(answer.notes ?? []).filter((note) => !codes.has(note)).map((note) => `lacks the note ${note}`),
    ...(answer.noNotes ?? []).filter((note) => codes.has(note)).map((note) => `has the note ${note}`),
    ...((answer.wastedBlobBytes ?? wasted) === wasted ? [] : [`wastes ${wasted}, wanted ${answer.wastedBlobBytes}`]),
  ];
}

const KEYS = ['type', 'bytes', 'mode', 'uid', 'gid', 'link'] as const;

function comparePaths(answer: Read, paths: ReadonlyMap<string, PathFact>, deadBytes: number): string[] {
  const wanted = new Map(Object.entries(answer.paths));
  const wrong = [...wanted].flatMap(([path, fact]) => compareFact(path, fact, paths.get(path)));
  const more = [...paths.keys()].filter((path) => !wanted.has(path)).map((path) => `has ${JSON.stringify(path)}`);
  if (answer.pathCount === undefined) wrong.push(...more);
  else if (paths.size !== answer.pathCount) wrong.push(`${paths.size} paths, wanted ${answer.pathCount}`);
  const dead = answer.deadBytes ?? deadBytes;
  return dead === deadBytes ? wrong : [...wrong, `deadBytes ${deadBytes}, wanted ${dead}`];
}

function compareFact(path: string, fact: PathFact, got: PathFact | undefined): string[] {
  if (got === undefined) return fact.implied === true ? [] : [`lacks ${JSON.stringify(path)}`];
  return KEYS.filter((key) => fact[key] !== undefined && fact[key] !== got[key]).map(
    (key) => `${path}: ${key} ${got[key]}, wanted ${fact[key]}`,
  );
}
