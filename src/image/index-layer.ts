import type { ByteText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { hashLike } from '../model/sha256.ts';
import type { Collector, ContentSink, Layer, LayerEntry, LayerIndex } from './contract.ts';
import { buildEntryTable } from './entries/entry-table.ts';
import { hashContents } from './entries/hash-contents.ts';
import { leavesRoot, takeLayerNotes } from './layer-notes.ts';
import { type ByteCursor, seekCursor, streamCursor } from './tar/byte-cursor.ts';
import { cleanPath } from './tar/clean-path.ts';
import { isClean } from './tar/name-shape.ts';
import { type PlainRows, readTar, type TarEnd, tarDamaged } from './tar/read-tar.ts';
import type { TarLimits } from './tar/tar-limits.ts';
import type { TarMember } from './tar/tar-member.ts';

export interface LayerOptions {
  readonly limits?: TarLimits | undefined;
  /** Also the SHA-256 of every file's content. */
  readonly hash?: boolean | undefined;
  /**
   * Takes layers that lie in files at their word: of plain ones not all bytes are read, and none is checked against its diffId. What comes
   * over a network is checked all the same, so that it can be kept.
   */
  readonly trust?: boolean | undefined;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads one layer. Plain tars whose bytes need no check are sought through: only headers and what collectors want are read.
 * Memory: its columns (some 60 bytes an entry, 32 more with digests) and what the collectors keep.
 */
export async function indexLayer(
  layer: Layer,
  collectors: readonly Collector[],
  options: LayerOptions = {},
): Promise<LayerIndex> {
  const rest = { bytes: 0, hasData: false };
  let wasteBytes = 0;
  const { cursor, checkDigest } = openCursor(layer, options, (bytes) => {
    wasteBytes += bytes;
  });
  const runs = collectors.map((c) => ({ name: c.name, run: c.start() }));
  const hashes = options.hash === true ? hashContents() : undefined;
  const entries = buildEntryTable();
  const notes = takeLayerNotes();
  const rows: PlainRows = { addPlain: entries.addPlain, open: hashes?.open };
  let end: TarEnd;
  try {
    end = await readTar(
      cursor,
      (member) => {
        const path = isClean(member.shape) ? member.name : cleanPath(member.name);
        notes.see(member, path);
        if (member.type === 'hardlink' && leavesRoot(member.link)) throw escapeOf(layer, member);
        const link = linkOf(member);
        entries.add(path, link, member);
        const hash = hashes?.open(member.type, member.bytes);
        if (runs.length === 0) return hash;
        const entry = entryOf(member, path, link);
        if (entry.type === 'hardlink') for (const { run } of runs) run.link?.(entry);
        if (entry.type !== 'file' || member.sparse) return hash;
        return joinSinks([hash, ...runs.map(({ run }) => run.open(entry))]);
      },
      { source: layer.digest, limits: options.limits, signal: options.signal, ...(runs.length === 0 && { rows }) },
    );
    await cursor.drain({
      write(chunk) {
        rest.bytes += chunk.length;
        rest.hasData ||= hasData(chunk);
      },
    });
  } catch (error) {
    // A layer of other bytes than its image names is told as that, whatever else is wrong with it.
    if (error instanceof Problem && error.code === 'tar-damaged' && checkDigest !== undefined) {
      await cursor.drain();
      checkDigest();
    }
    throw error;
  } finally {
    await cursor.cancel();
  }
  checkDigest?.();
  const collected = Object.fromEntries(runs.map(({ name, run }) => [name, run.result()]));
  const { columns } = entries.finish();
  const base = {
    diffId: layer.diffId,
    columns,
    contentBytes: entries.contentBytes,
    collected,
    notes: notes.finish(end, wasteBytes + (rest.hasData ? rest.bytes : 0)),
    isVerified: checkDigest !== undefined,
  };
  return hashes === undefined ? base : { ...base, digests: hashes.finish() };
}

interface OpenLayer {
  readonly cursor: ByteCursor;
  /** Absent where the layer is believed. @throws Problem `layer-diff-id-mismatch` */
  readonly checkDigest?: (() => void) | undefined;
}

function openCursor(layer: Layer, { trust, signal }: LayerOptions, onWaste: (bytes: number) => void): OpenLayer {
  if (trust === true && layer.readAt !== undefined && layer.tarBytes !== undefined) {
    return { cursor: seekCursor(layer.readAt, layer.tarBytes, signal) };
  }
  if (trust === true && layer.location !== undefined) {
    return { cursor: streamCursor(layer.open(onWaste, signal), () => signal?.throwIfAborted()) };
  }
  const hash = hashLike(layer.diffId);
  const cursor = streamCursor(layer.open(onWaste, signal), (chunk) => {
    signal?.throwIfAborted();
    hash.update(chunk);
  });
  return {
    cursor,
    checkDigest: () => {
      const actual = hash.finish();
      if (actual === layer.diffId) return;
      throw new Problem('usage', 'layer-diff-id-mismatch', { layer: layer.digest, expected: layer.diffId, actual });
    },
  };
}

function escapeOf(layer: Layer, { offset, name }: TarMember): Problem {
  return tarDamaged(layer.digest, offset, 'link-escapes', name);
}

const ZEROS = Buffer.alloc(64 << 10);

/** Writers fill a tar's last record with zeros. */
function hasData(chunk: Uint8Array): boolean {
  for (let at = 0; at < chunk.length; at += ZEROS.length) {
    const part = chunk.subarray(at, at + ZEROS.length);
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return true;
  }
  return false;
}

/** A hard link's target is a name of its layer, and cleaned like one. */
function linkOf({ link, type }: TarMember): ByteText | undefined {
  if (link === '') return undefined;
  return type === 'hardlink' ? cleanPath(link) : link;
}

/** What collectors are shown of a member. */
function entryOf(member: TarMember, path: ByteText, link: ByteText | undefined): LayerEntry {
  const { type, bytes, mode, uid, gid, mtimeMs, offset, device, xattrs, sparse, storedBytes } = member;
  const base = { path, type, bytes, mode, uid, gid, mtimeMs, offset };
  if (link === undefined && device === undefined && xattrs === undefined && !sparse) return base;
  return {
    ...base,
    ...(link !== undefined && { link }),
    ...(device !== undefined && { device }),
    ...(xattrs !== undefined && { xattrs }),
    ...(sparse && { sparse: true as const, storedBytes }),
  };
}

function joinSinks(sinks: readonly (ContentSink | undefined)[]): ContentSink | undefined {
  const wanted = sinks.filter((sink) => sink !== undefined);
  if (wanted.length <= 1) return wanted[0];
  return {
    write: (chunk) => {
      for (const sink of wanted) sink.write(chunk);
    },
    end: () => {
      for (const sink of wanted) sink.end();
    },
  };
}
