import { bytesToText } from '../../model/bytes.ts';
import type { Collector } from '../contract.ts';

/** What a file gives away. */
export type SecretKind =
  | 'private-key'
  | 'cloud-credentials'
  | 'registry-login'
  | 'package-token'
  | 'git-credentials'
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

/** Files that give something away, deleted ones too: a later layer hides a file, it does not take it out. Cost: the few files of such names. */
export const secretCollector: Collector<SecretFiles> = {
  name: 'secrets/1',
  start() {
    const found: Record<number, SecretKind> = {};
    return {
      open(entry) {
        const limit = entry.path.endsWith('.json') ? MOST_JSON_BYTES : MOST_BYTES;
        if (entry.bytes === 0 || entry.bytes > limit) return undefined;
        const shapes = SHAPES.filter(({ path }) => path.test(entry.path));
        if (shapes.length === 0) return undefined;
        const parts: Uint8Array[] = [];
        return {
          write: (chunk) => parts.push(Uint8Array.from(chunk)),
          end: () => {
            const text = bytesToText(Buffer.concat(parts));
            const shape = shapes.find(({ content }) => content.test(text));
            if (shape !== undefined) found[entry.offset] = shape.kind;
          },
        };
      },
      result: () => found,
    };
  },
};
