import { bytesToText } from '../../model/bytes.ts';
import type { Collector, ContentSink } from '../contract.ts';
import { markKnown } from './mark-known.ts';
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
  {
    kind: 'cloud-credentials',
    path: /(?:^|\/)\.aws\/credentials$/,
    content: /aws_secret_access_key[ \t]*=[ \t]*(?!["']?\$)\S/i,
  },
  { kind: 'cloud-credentials', path: /\.json$/, content: /"private_key"\s*:\s*"-----BEGIN/ },
  {
    kind: 'cloud-credentials',
    path: /(?:^|\/)(?:application_default_credentials|legacy_credentials\/[^/]+\/adc)\.json$/,
    content: /"refresh_token"\s*:\s*"[^"]/,
  },
  {
    kind: 'cloud-credentials',
    path: /(?:^|\/)\.kube\/config$/,
    content: /^[ \t-]*(?:token|client-key-data|password):[ \t]*["']?[^\s"'$<#]/m,
  },
  {
    kind: 'registry-login',
    path: /(?:^|\/)(?:\.docker\/config|\.dockercfg|auth)(?:\.json)?$/,
    content: /"auth"\s*:\s*"[^"]/,
  },
  {
    kind: 'package-token',
    path: /(?:^|\/)\.npmrc$/,
    content: /_(?:authToken|auth|password)[ \t]*=[ \t]*["']?[^\s"'$]/,
  },
  { kind: 'package-token', path: /(?:^|\/)\.pypirc$/, content: /^[ \t]*password[ \t]*[:=][ \t]*["']?[^\s"'$]/m },
  {
    kind: 'package-token',
    path: /(?:^|\/)(?:pip\.conf|\.pip\/pip\.conf|\.condarc)$/,
    content: /:\/\/[^\s/@:]+:(?!\$)[^\s/@]+@/,
  },
  {
    kind: 'package-token',
    path: /(?:^|\/)\.m2\/settings\.xml$/,
    // What Maven encrypted opens nothing by itself; the file it comes with has examples.
    content: /<(?:password|passphrase)>\s{0,80}(?!\$|\{|repopwd<|proxypass<|optional; leave)[^\s<]/,
  },
  { kind: 'git-credentials', path: /(?:^|\/)\.git-credentials$/, content: /:\/\/[^\s/@]+@/ },
  { kind: 'git-credentials', path: /(?:^|\/)\.git\/config$/, content: /:\/\/[^\s/@:]+:(?!\$)[^\s/@]+@/ },
  {
    kind: 'git-credentials',
    path: /(?:^|\/)\.git\/config$/,
    // What a checkout in a build leaves.
    content: /extraheader[ \t]*=[ \t]*["']?authorization:[ \t]*(?:basic|bearer|token)[ \t]+[^\s"'$]/i,
  },
  { kind: 'git-credentials', path: /(?:^|\/)[._]netrc$/, content: /\bpassword\s+["']?[^\s"'$]/ },
  { kind: 'git-credentials', path: /(?:^|\/)\.pgpass$/, content: /^[^#\s:][^:\n]*(?::[^:\n]*){3}:[^\s$]/m },
  {
    kind: 'environment-file',
    path: /(?:^|\/)\.env(?:\.[\w-]+)*$(?<!\.(?:example|sample|template|dist))/,
    content: /^[ \t]*(?:export[ \t]+)?\w*(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?)[ \t]*=[ \t]*["']?[^\s"'$]/m,
  },
];

/** Toolchains and modules that no package owns: what lies there came with them, for their tests and examples. */
const BROUGHT =
  /(?:^|\/)(?:usr\/local\/go|go\/pkg\/mod|gems\/[^/]+-(?:\d|[0-9a-f]{12}(?=\/))[^/]*|lib\/ruby\/\d[^/]*|cargo\/(?:registry|git)|rustlib|rustup\/toolchains|lib\/erlang\/lib|lib\/python\d[^/]*\/test|testdata)\//;

/** Larger files are not looked into: what people write, and not what they download. */
export const SECRET_LIMITS = {
  /** One whose name says that it may hold a key or settings. */
  namedBytes: 64 << 10,
  /** Of the documents of all kinds that end with `.json` only the few that may hold keys are looked at: theirs are short. */
  jsonBytes: 8 << 10,
  /** Any other, which is searched for tokens. */
  textBytes: 32 << 10,
} as const;
const LEAST_TEXT_BYTES = 20;
/** A text has no NUL; one that has it here is none. */
const PROBE_BYTES = 256;

/**
 * Files that give something away, deleted ones too: a later layer hides a file, it does not take it out. By name and content, and
 * whatever the name by the shape of a token. Cost: one search over the small text files. Memory: one of them.
 */
export const secretCollector: Collector<SecretFiles> = markKnown({
  name: 'secrets/3',
  start() {
    const found: Record<number, SecretKind> = {};
    // Files come one after the other: one buffer does for all of them.
    let scratch: Buffer | undefined;
    return {
      open(entry): ContentSink | undefined {
        if (entry.bytes === 0 || entry.bytes > SECRET_LIMITS.namedBytes) return undefined;
        const isJson = entry.path.endsWith('.json') && entry.bytes > SECRET_LIMITS.jsonBytes;
        const shapes = isJson ? [] : SHAPES.filter(({ path }) => path.test(entry.path));
        const isSearched = entry.bytes >= LEAST_TEXT_BYTES && entry.bytes <= SECRET_LIMITS.textBytes;
        if (shapes.length === 0 && !isSearched) return undefined;
        let bytes = 0;
        let isText = true;
        const judge = (content: Uint8Array) => {
          const text = bytesToText(content);
          const kind = shapes.find(({ content: shape }) => shape.test(text))?.kind;
          const told = kind ?? (isSearched ? findToken(text) : undefined);
          if (told !== undefined && !BROUGHT.test(entry.path)) found[entry.offset] = told;
        };
        return {
          write(chunk) {
            if (bytes === 0) isText = !chunk.subarray(0, PROBE_BYTES).includes(0);
            // Most files come in one piece, which needs no copy.
            if (bytes === 0 && chunk.length === entry.bytes) {
              if (isText) judge(chunk);
              return;
            }
            scratch ??= Buffer.alloc(SECRET_LIMITS.namedBytes);
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
});
