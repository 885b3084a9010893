import type { ByteText } from '../model/bytes.ts';
import type { HostPath } from './contract.ts';
import { sequenceLength } from './go-runes.ts';

const PLAIN = /^[\0-\x7f]*$/;

/** @param path raw bytes below `dir`, `/` between names @returns `dir` itself for an empty path */
export function joinPath(dir: HostPath, path: ByteText): HostPath {
  if (path === '') return dir;
  const words = bytesToHostText(path);
  return dir.endsWith('/') ? dir + words : `${dir}/${words}`;
}

/** Raw bytes as a path on this machine; `hostTextToBytes` is the exact inverse. */
export function bytesToHostText(text: ByteText): string {
  if (PLAIN.test(text)) return text;
  const words = Buffer.from(text, 'latin1').toString('utf8');
  return words.includes('\uFFFD') ? escapeBytes(text) : words;
}

export function hostTextToBytes(words: string): ByteText {
  if (PLAIN.test(words)) return words;
  return words.replace(/[\uDC80-\uDCFF]|[^\uDC80-\uDCFF]+/gu, (run) =>
    isEscapedByte(run) ? String.fromCharCode(run.charCodeAt(0) - 0xdc00) : Buffer.from(run, 'utf8').toString('latin1'),
  );
}

function isEscapedByte(run: string): boolean {
  const unit = run.charCodeAt(0);
  return run.length === 1 && unit >= 0xdc80 && unit <= 0xdcff;
}

function escapeBytes(text: ByteText): string {
  let words = '';
  for (let at = 0; at < text.length; ) {
    const length = sequenceLength(text, at);
    words +=
      length === 0
        ? String.fromCharCode(0xdc00 + text.charCodeAt(at))
        : Buffer.from(text.slice(at, at + length), 'latin1').toString('utf8');
    at += Math.max(length, 1);
  }
  return words;
}
