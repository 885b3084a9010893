import { bytesToText } from '../../model/bytes.ts';
import type { Collector, ContentSink, LayerEntry } from '../contract.ts';
import { findLoads, type ScriptLoads } from '../node/find-loads.ts';
import type { LoadBy } from '../node/reading.ts';
import { reduceManifest } from '../node/reduce-manifest.ts';
import { scanAddOn } from '../node/scan-add-on.ts';
import { markKnown } from './mark-known.ts';

/**
 * What Node's scripts load, what their manifests say and what add-ons are built for, by the offset of their content: a letter for the
 * kind, then a compact text. @see readNodeFile
 */
export type NodeFiles = Readonly<Record<number, string>>;

/** What is larger is left out, and nothing is concluded from it: bundles, which load little by name. */
const SCRIPT_BYTES = { own: 4 << 20, installed: 1 << 20 } as const;
const MANIFEST_BYTES = 256 << 10;
/** Bounds what one layer's texts take. */
const LIMITS = { files: 200_000, textBytes: 32 << 20 } as const;

/**
 * Scripts (below a node_modules: only what they load at once), package.json, native add-ons, and node itself. Cost: one reading of those
 * files; memory: one script.
 */
export const nodeCollector: Collector<NodeFiles> = markKnown({
  name: 'node/1',
  start() {
    const files: Record<number, string> = {};
    let count = 0;
    let textBytes = 0;
    // Files come one after the other: one buffer does for all of them.
    const scratch = { bytes: Buffer.alloc(0) };
    const keep = (entry: LayerEntry, text: string | undefined) => {
      if (text === undefined || count >= LIMITS.files || textBytes + text.length > LIMITS.textBytes) return;
      count += 1;
      textBytes += text.length;
      files[entry.offset] = text;
    };
    return {
      open(entry): ContentSink | undefined {
        const read = readerOf(entry);
        if (read === 'add-on') return openAddOn((text) => keep(entry, text));
        return read && openWhole(entry, scratch, (bytes) => keep(entry, read(bytes)));
      },
      result: () => files,
    };
  },
});

type Read = (bytes: Uint8Array) => string | undefined;

function readerOf({ path, bytes, mode }: LayerEntry): Read | 'add-on' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isOwn = !`/${path}`.includes('/node_modules/');
  if (name === 'package.json') {
    return bytes <= MANIFEST_BYTES ? (content) => readManifest(content, isOwn) : undefined;
  }
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot);
  const limit = isOwn ? SCRIPT_BYTES.own : SCRIPT_BYTES.installed;
  if (extension === '.js' || extension === '.mjs' || extension === '.cjs') {
    return bytes <= limit ? (content) => readScript(content, isOwn) : undefined;
  }
  if (extension === '.node' || ((name === 'node' || name === 'nodejs') && (mode & 0o111) !== 0)) return 'add-on';
  const isProgram = (mode & 0o111) !== 0 && extension === '' && bytes > 0 && bytes <= limit;
  return isProgram ? (content) => (isForNode(content) ? readScript(content, isOwn) : undefined) : undefined;
}

function isForNode(bytes: Uint8Array): boolean {
  if (bytes[0] !== 35 || bytes[1] !== 33) return false;
  return /\bnode(?:js)?\b/.test(bytesToText(bytes.subarray(0, 256)).split('\n', 1)[0] ?? '');
}

function readManifest(bytes: Uint8Array, isOwn: boolean): string {
  const reduced = reduceManifest(bytesToText(bytes), isOwn);
  return reduced === undefined ? 'P?' : reduced === 'malformed' ? 'P!' : `P${reduced}`;
}

const NAMING = ['require', 'import', 'export'];
/** Bundlers leave one of these, or one very long line. */
const BUNDLED = ['node_modules/', '__webpack_require__', '__commonJS', 'webpackChunk', 'parcelRequire', '__esm('];
const LONG_LINES = 500;

function readScript(content: Uint8Array, isOwn: boolean): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (!NAMING.some((word) => bytes.includes(word))) return 'J';
  const script = findLoads(content);
  return writeScript(script, isOwn, isOwn && isBundle(bytes));
}

function isBundle(bytes: Buffer): boolean {
  if (BUNDLED.some((mark) => bytes.includes(mark))) return true;
  let lines = 1;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return bytes.length / lines > LONG_LINES;
}

const LETTERS = { require: 'r', resolve: 'q', static: 'i', dynamic: 'd', bindings: 'b' } as const satisfies Record<
  LoadBy,
  string
>;

function writeScript({ loads, isModule, isHook, isSure }: ScriptLoads, isOwn: boolean, isPacked: boolean): string {
  const flags = `${isModule ? 'm' : ''}${isHook ? 'h' : ''}${isSure ? '' : '?'}${isPacked ? 'b' : ''}`;
  const lines = loads
    .filter(({ when }) => isOwn || when === 'start')
    .map(({ by, when, line, specifier }) => `\n${LETTERS[by]}${when.charAt(0)}${line} ${specifier}`);
  return `J${flags}${lines.join('')}`;
}

function openWhole(entry: LayerEntry, scratch: { bytes: Buffer }, read: (bytes: Uint8Array) => void): ContentSink {
  let length = 0;
  return {
    write(chunk) {
      // Most files come in one piece, which needs no copy.
      if (length === 0 && chunk.length === entry.bytes) read(chunk);
      else {
        if (scratch.bytes.length < entry.bytes) scratch.bytes = Buffer.alloc(entry.bytes);
        scratch.bytes.set(chunk.subarray(0, entry.bytes - length), length);
        if (length < entry.bytes && length + chunk.length >= entry.bytes) read(scratch.bytes.subarray(0, entry.bytes));
      }
      length += chunk.length;
    },
    end() {
      if (entry.bytes === 0) read(new Uint8Array(0));
    },
  };
}

function openAddOn(keep: (text: string) => void): ContentSink {
  const scan = scanAddOn();
  return { write: (chunk) => scan.write(chunk), end: () => keep(`N${JSON.stringify(scan.result())}`) };
}
