import { gzipSync } from 'node:zlib';
import { textToBytes } from '../model/bytes.ts';
import { type Digest, sha256 } from '../model/sha256.ts';
import type { BlobReader, EntryType, ImageConfig, ImageView, Inflater, Layer } from './contract.ts';

/** Test images made in memory: a little tar writer, OCI layouts, docker-archives. For tests only; nothing at run time uses it. */

/** A member to write; names and contents are raw bytes as text. */
export interface MemberSpec {
  readonly name: string;
  readonly type?: EntryType | undefined;
  readonly content?: string | Uint8Array | undefined;
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly mtime?: number | undefined;
  readonly link?: string | undefined;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  /** PAX records written in front. */
  readonly pax?: Readonly<Record<string, string>> | undefined;
}

export type TarForm = 'ustar' | 'pax' | 'gnu' | 'v7';

const FLAGS: Readonly<Record<EntryType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  dir: '5',
  fifo: '6',
};

/** @returns the tar with its two closing zero blocks */
export function makeTar(members: readonly MemberSpec[], form: TarForm = 'pax'): Uint8Array {
  return Buffer.concat([...members.flatMap((member) => makeMember(member, form)), Buffer.alloc(1024)]);
}

function makeMember(member: MemberSpec, form: TarForm): Uint8Array[] {
  const type = member.type ?? 'file';
  const content = bytesOf(member.content ?? '');
  const records = { ...member.pax };
  const parts: Uint8Array[] = [];
  const link = member.link ?? '';
  if (form === 'gnu' && member.name.length > 100) parts.push(...makeRecord('L', `${member.name}\0`));
  if (form === 'gnu' && link.length > 100) parts.push(...makeRecord('K', `${link}\0`));
  if (form === 'pax' && member.name.length > 100) records['path'] = member.name;
  if (form === 'pax' && link.length > 100) records['linkpath'] = link;
  if (Object.keys(records).length > 0) parts.push(...makeRecord('x', makePax(records)));
  const bytes = type === 'file' ? content.length : 0;
  parts.push(makeHeader({ ...member, flag: FLAGS[type], bytes, form }));
  return type === 'file' ? [...parts, padded(content)] : parts;
}

/** A record in front of a member (`x`, `g`, `L`, `K`), header and body. */
export function makeRecord(flag: string, body: string): Uint8Array[] {
  const bytes = textToBytes(body);
  return [makeHeader({ name: '././@Record', flag, bytes: bytes.length, form: 'ustar' }), padded(bytes)];
}

/** The body of a PAX record. */
export function makePax(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
      return `${length}${rest}`;
    })
    .join('');
}

/** One header block with a good checksum. */
export function makeHeader(
  header: MemberSpec & { readonly flag: string; readonly bytes: number; readonly form: TarForm },
): Uint8Array {
  const block = Buffer.alloc(512);
  const put = (text: string, start: number, length: number) => block.write(text.slice(0, length), start, 'latin1');
  put(header.name, 0, 100);
  putNumber(block, header.mode ?? (header.flag === '5' ? 0o755 : 0o644), 100, 8);
  putNumber(block, header.uid ?? 0, 108, 8);
  putNumber(block, header.gid ?? 0, 116, 8);
  putNumber(block, header.bytes, 124, 12);
  putNumber(block, header.mtime ?? 0, 136, 12);
  put(header.flag, 156, 1);
  put(header.link ?? '', 157, 100);
  if (header.form === 'gnu') put('ustar  \0', 257, 8);
  if (header.form === 'ustar' || header.form === 'pax') put('ustar\x0000', 257, 8);
  if (header.form !== 'v7') {
    putNumber(block, header.device?.major ?? 0, 329, 8);
    putNumber(block, header.device?.minor ?? 0, 337, 8);
  }
  return sealHeader(block);
}

/** Writes the checksum into a block. */
export function sealHeader(block: Buffer): Buffer {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function putNumber(block: Buffer, value: number, start: number, length: number): void {
  const octal = value.toString(8);
  if (value >= 0 && octal.length < length) {
    block.write(octal.padStart(length - 1, '0'), start, 'latin1');
    return;
  }
  let rest = BigInt.asUintN(length * 8, BigInt(value));
  for (let i = start + length - 1; i >= start; i--) {
    block[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[start] = (block[start] ?? 0) | 0x80;
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? textToBytes(content) : content;
}

function padded(content: Uint8Array): Uint8Array {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** In chunks of uneven length, as streams come. */
export async function* inChunks(bytes: Uint8Array, chunkBytes = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export function makeLayer(tar: Uint8Array): Layer {
  const diffId = sha256(tar);
  return {
    digest: diffId,
    diffId,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    open: () => inChunks(tar),
    readAt: async (offset, length) => tar.subarray(offset, offset + length),
    tarBytes: tar.length,
  };
}

export const EMPTY_CONFIG: ImageConfig = {
  architecture: 'amd64',
  os: 'linux',
  user: '',
  env: [],
  entrypoint: [],
  cmd: [],
  workingDir: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  history: [],
  raw: {},
};

/** An image whose layers are these lists of members, base first. */
export function makeView(layers: readonly (readonly MemberSpec[])[], config: Partial<ImageConfig> = {}): ImageView {
  const made = layers.map((members) => makeLayer(makeTar(members)));
  const told = { ...EMPTY_CONFIG, ...config };
  const { architecture, os, user, env, entrypoint, cmd, workingDir } = told;
  const raw = {
    architecture,
    os,
    config: { User: user, Env: env, Entrypoint: entrypoint, Cmd: cmd, WorkingDir: workingDir },
    rootfs: { type: 'layers', diff_ids: made.map((layer) => layer.diffId) },
  };
  const configBytes = Buffer.from(JSON.stringify(raw));
  const digest = sha256(configBytes);
  return { digest, configDigest: digest, configBytes, config: { ...told, raw }, layers: made };
}

export type Blobs = Map<string, Uint8Array>;

export function memoryBlobs(blobs: ReadonlyMap<string, Uint8Array>, source = 'memory'): BlobReader {
  const need = (name: string) => blobs.get(name) ?? new Uint8Array(0);
  return {
    source,
    bytes: async (name) => blobs.get(name)?.length,
    read: async (name, offset, length) => need(name).subarray(offset, offset + length),
    stream: (name) => inChunks(need(name)),
  };
}

export interface LayoutSpec {
  readonly layers: readonly Uint8Array[];
  readonly compress?: ((tar: Uint8Array) => Uint8Array) | undefined;
  readonly mediaType?: string | undefined;
  readonly config?: object | undefined;
  readonly platform?: { readonly os: string; readonly architecture: string } | undefined;
  readonly tag?: string | undefined;
}

/** Writes one image into the blobs. @returns the descriptor of its manifest */
export function putManifest(blobs: Blobs, spec: LayoutSpec): object {
  const compress = spec.compress ?? ((tar: Uint8Array) => gzipSync(tar));
  const mediaType = spec.mediaType ?? 'application/vnd.oci.image.layer.v1.tar+gzip';
  const config = putBlob(blobs, 'application/vnd.oci.image.config.v1+json', {
    ...(spec.platform ?? { os: 'linux', architecture: 'amd64' }),
    config: spec.config ?? {},
    rootfs: { type: 'layers', diff_ids: spec.layers.map((tar) => sha256(tar)) },
  });
  const layers = spec.layers.map((tar) => putBlob(blobs, mediaType, compress(tar)));
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = putBlob(blobs, type, { schemaVersion: 2, mediaType: type, config, layers });
  return {
    ...manifest,
    ...(spec.platform && { platform: spec.platform }),
    ...(spec.tag !== undefined && { annotations: { 'org.opencontainers.image.ref.name': spec.tag } }),
  };
}

/** Stores bytes or a document under its digest. @returns its descriptor */
export function putBlob(blobs: Blobs, mediaType: string, content: Uint8Array | object) {
  const data = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  const digest: Digest = sha256(data);
  blobs.set(`blobs/${digest.replace(':', '/')}`, data);
  return { mediaType, digest, size: data.length };
}

/** Closes a layout over these descriptors. */
export function putIndex(blobs: Blobs, manifests: readonly object[]): Blobs {
  blobs.set('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  blobs.set('index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })));
  return blobs;
}

/** What engines before Docker 25 save: layers in folders of their own, `manifest.json` at the end. */
export function makeDockerArchive(
  layers: readonly Uint8Array[],
  tags: readonly string[],
  config: object = {},
  compress = (tar: Uint8Array): Uint8Array => tar,
): Uint8Array {
  const document = {
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map((tar) => sha256(tar)) },
  };
  const text = JSON.stringify(document);
  const name = `${sha256(text).slice('sha256:'.length)}.json`;
  const paths = layers.map((_tar, i) => `layer${i}/layer.tar`);
  const manifest = JSON.stringify([{ Config: name, RepoTags: tags, Layers: paths }]);
  return makeTar(
    [
      ...layers.flatMap((content, i) => [
        { name: `layer${i}/`, type: 'dir' as const },
        { name: `layer${i}/layer.tar`, content: compress(content) },
      ]),
      { name, content: text },
      { name: 'manifest.json', content: manifest },
    ],
    'ustar',
  );
}

/** For layouts without compressed layers. */
export const NO_INFLATER: Inflater = {
  gunzip: () => {
    throw new Error('nothing here is compressed');
  },
};
