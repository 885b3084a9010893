import { bytesToText } from '../../model/bytes.ts';
import type { Collector, ContentSink } from '../contract.ts';
import { findToken } from './token-shapes.ts';

/** What a file gives away. */
export type SecretKind =
  | 'private-key'
  | 'cloud-credentials'
  | 'registry-login'
  | 'package-token'
  | 'git-credentials'
  | 'access-token'
  | 'environment-file';

/** Kinds by the offset of a content in its layer's tar; never the content itself. */
export type SecretFiles = Readonly<Record<number, SecretKind>>;

interface Shape {
  readonly kind: SecretKind;
  readonly path: RegExp;
  /** The name alone says nothing. */
  readonly content: RegExp;
}

/** A name and what must stand in the file: certificates are no keys, and settings without a token are none of our business. */
const SHAPES: readonly Shape[] = [
  {
    kind: 'private-key',
    path: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|ppk)$/,
    content: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|PuTTY-User-Key-File/,
  },
  { kind: 'cloud-credentials', path: /(?:^|\/)\.aws\/credentials$/, content: /aws_secret_access_key[ \t]*=[ \t]*\S/i },
  { kind: 'cloud-credentials', path: /\.json$/, content: /"private_key"\s*:\s*"-----BEGIN/ },
  {
    kind: 'registry-login',
    path: /(?:^|\/)(?:\.docker\/config|\.dockercfg|auth)(?:\.json)?$/,
    content: /"auth"\s*:\s*"[^"]/,
  },
  { kind: 'package-token', path: /(?:^|\/)\.npmrc$/, content: /_(?:authToken|auth|password)[ \t]*=[ \t]*(?!\$\{)\S/ },
  { kind: 'package-token', path: /(?:^|\/)\.pypirc$/, content: /^[ \t]*password[ \t]*[:=][ \t]*\S/m },
  {
    kind: 'package-token',
    path: /(?:^|\/)(?:pip\.conf|\.pip\/pip\.conf|\.condarc)$/,
    content: /:\/\/[^\s/@:]+:[^\s/@]+@/,
  },
  { kind: 'git-credentials', path: /(?:^|\/)\.git-credentials$/, content: /:\/\/[^\s/@]+@/ },
  { kind: 'git-credentials', path: /(?:^|\/)\.git\/config$/, content: /:\/\/[^\s/@:]+:[^\s/@]+@/ },
  { kind: 'git-credentials', path: /(?:^|\/)[._]netrc$/, content: /\bpassword\s+\S/ },
  {
    kind: 'environment-file',
    path: /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$)[\w-]+)?$/,
    content: /^[ \t]*(?:export[ \t]+)?\w*(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?)[ \t]*=[ \t]*["']?[^\s"'$]/m,
  },
];

/** A key or a settings file is not longer. */
const MOST_BYTES = 64 << 10;
/** Of the documents of all kinds that end with `.json` only the few that may hold keys are looked at: theirs are short. */
const MOST_JSON_BYTES = 8 << 10;

/** Any file up to this length is searched for tokens: what people write, and not what they download. */
const MOST_TEXT_BYTES = 32 << 10;
const LEAST_TEXT_BYTES = 20;
/** A text has no NUL; one that has it here is none. */
const PROBE_BYTES = 256;

/**
 * Files that give something away, deleted ones too: a later layer hides a file, it does not take it out. By name and content, and
 * whatever the name by the shape of a token. Cost: one search over the small text files. Memory: one of them.
 */
export const secretCollector: Collector<SecretFiles> = {
  name: 'secrets/2',
  start() {
    const found: Record<number, SecretKind> = {};
    // Files come one after the other: one buffer does for all of them.
    let scratch: Buffer | undefined;
    return {
      open(entry): ContentSink | undefined {
        if (entry.bytes === 0 || entry.bytes > MOST_BYTES) return undefined;
        const isJson = entry.path.endsWith('.json') && entry.bytes > MOST_JSON_BYTES;
        const shapes = isJson ? [] : SHAPES.filter(({ path }) => path.test(entry.path));
        const isSearched = entry.bytes >= LEAST_TEXT_BYTES && entry.bytes <= MOST_TEXT_BYTES;
        if (shapes.length === 0 && !isSearched) return undefined;
        let bytes = 0;
        let isText = true;
        const judge = (content: Uint8Array) => {
          const text = bytesToText(content);
          const kind = shapes.find(({ content: shape }) => shape.test(text))?.kind;
          const told = kind ?? (isSearched ? findToken(text) : undefined);
          if (told !== undefined) found[entry.offset] = told;
        };
        return {
          write(chunk) {
            if (bytes === 0) isText = !chunk.subarray(0, PROBE_BYTES).includes(0);
            // Most files come in one piece, which needs no copy.
            if (bytes === 0 && chunk.length === entry.bytes) {
              if (isText) judge(chunk);
              return;
            }
            scratch ??= Buffer.alloc(MOST_BYTES);
            scratch.set(chunk, bytes);
            bytes += chunk.length;
            if (isText && bytes === entry.bytes) judge(scratch.subarray(0, bytes));
          },
          end: () => {},
        };
      },
      result: () => found,
    };
  },
};
