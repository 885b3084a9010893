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

  function tell(whole: Buffer): void {
    const reader = readerThatTakes(whole);
    if (reader !== undefined) keep(whole, reader);
  }

  return {
    write(chunk) {
      isOther ||= passed === 0 && !mayBeRecord(chunk);
      if (isOther) {
        other.write(chunk);
        return;
      }
      // Most contents come in one piece, which need not be copied.
      if (chunk.length === bytes) tell(Buffer.from(chunk.buffer, chunk.byteOffset, bytes));
      else {
        content ??= Buffer.allocUnsafeSlow(bytes);
        content.set(chunk, passed);
      }
      passed += chunk.length;
    },
    end() {
      if (isOther) other.end();
      else if (content !== undefined) tell(content);
      content = undefined;
    },
  };
}

function mayBeRecord(chunk: Uint8Array): boolean {
  const first = chunk[0] ?? 0;
  if (first === BRACE || IN_FRONT.has(first)) return true;
  return first === LETTER_M && METADATA.subarray(0, chunk.length).equals(chunk.subarray(0, METADATA.length));
}

function readerThatTakes(content: Buffer): Reader | undefined {
  if (content[0] === LETTER_M) return PYTHON;
  return content.includes('"name"') && content.includes('"version"') ? NPM : undefined;
}
