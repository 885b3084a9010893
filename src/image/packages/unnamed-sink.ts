import type { ContentSink, LayerEntry } from '../contract.ts';
import { NPM, PACKAGE_FILE_LIMITS, PYTHON, type Reader } from './record-readers.ts';

const METADATA = Buffer.from('Metadata-Version:');
const BRACE = 0x7b;
const LETTER_M = METADATA[0];
/** A mark of UTF-8, or what JSON allows in front. */
const IN_FRONT: ReadonlySet<number> = new Set([0xef, 0x20, 0x09, 0x0a, 0x0d]);

/**
 * Looks at a file whose own name says nothing of packages: stores of package managers name their files by digest, and only a hard link
 * further on, when the content has passed, gives it the name it is read by. Cost: for nearly all files a look at their first byte; of
 * JSON objects a search for two keys, and parsing those that have both. Memory: one such file.
 * @param other takes the content of all that cannot be such a record
 * @param keep what it is given lives until it returns
 */
export function unnamedSink(
  { bytes }: LayerEntry,
  other: ContentSink,
  keep: (content: Buffer, reader: Reader) => void,
): ContentSink {
  if (bytes === 0 || bytes > PACKAGE_FILE_LIMITS.metadataBytes) return other;
  let content: Buffer | undefined;
  let passed = 0;
  let isOther = false;

  /** All that has come, and this. */
  function join(chunk: Uint8Array): Buffer {
    // Most contents come in one piece, which need not be copied.
    if (chunk.length === bytes) return Buffer.from(chunk.buffer, chunk.byteOffset, bytes);
    content ??= Buffer.allocUnsafeSlow(bytes);
    content.set(chunk, passed);
    passed += chunk.length;
    return content.subarray(0, passed);
  }

  function tell(whole: Buffer): void {
    const reader = readerThatTakes(whole);
    if (reader !== undefined) keep(whole, reader);
  }

  return {
    write(chunk) {
      if (chunk.length === 0) return;
      isOther ||= passed === 0 && !mayBeRecord(chunk, bytes);
      if (isOther) {
        other.write(chunk);
        return;
      }
      const start = join(chunk);
      // Pieces may end anywhere: what a first one leaves open is told by the next.
      isOther = !mayBeRecord(start, bytes);
      if (isOther) other.write(start);
      else if (start.length === bytes) tell(start);
      if (isOther || start.length === bytes) content = undefined;
    },
    end() {
      if (isOther) other.end();
      content = undefined;
    },
  };
}

/** @param start of a content of so many bytes */
function mayBeRecord(start: Uint8Array, bytes: number): boolean {
  const first = start[0] ?? 0;
  if (first === BRACE || IN_FRONT.has(first)) return true;
  if (first !== LETTER_M || bytes < METADATA.length) return false;
  return METADATA.subarray(0, start.length).equals(start.subarray(0, METADATA.length));
}

function readerThatTakes(content: Buffer): Reader | undefined {
  if (content[0] === LETTER_M) return PYTHON;
  return content.includes('"name"') && content.includes('"version"') ? NPM : undefined;
}
