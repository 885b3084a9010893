export interface GoMod {
  readonly module: string;
  /** The `go` line: a floor for the language, not the toolchain (T09). */
  readonly language: string | undefined;
  readonly requires: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[];
  /** `replace … => ./local`: the download needs more than go.mod and go.sum. */
  readonly localReplaces: readonly string[];
}

/** Modules that need cgo for what they are used for; with CGO_ENABLED=0 they fail at build or at run. Dated 2026-11-21. */
export const CGO_MODULES: readonly string[] = [
  'github.com/mattn/go-sqlite3',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/h2non/bimg',
  'gopkg.in/gographics/imagick.v3',
  'github.com/go-gl/gl',
  'gocv.io/x/gocv',
  'github.com/godror/godror',
];

/** Reads go.mod; undefined where it names no module. @see go.dev/ref/mod */
export function readGoMod(text: string): GoMod | undefined {
  const requires: { path: string; version: string; indirect: boolean }[] = [];
  const localReplaces: string[] = [];
  let module: string | undefined;
  let language: string | undefined;
  for (const { verb, words, comment } of readDirectives(text)) {
    const [first = '', second = ''] = words;
    if (verb === 'module') module = unquote(first);
    else if (verb === 'go') language = first;
    else if (verb === 'require')
      requires.push({ path: unquote(first), version: second, indirect: comment.includes('indirect') });
    else if (verb === 'replace') {
      const target = unquote(words[words.indexOf('=>') + 1] ?? '');
      if (target.startsWith('.') || target.startsWith('/')) localReplaces.push(target);
    }
  }
  return module === undefined ? undefined : { module, language, requires, localReplaces };
}

/** Directives one by one, those inside `verb ( … )` blocks included. */
function* readDirectives(text: string): Generator<{ verb: string; words: string[]; comment: string }> {
  let block: string | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const cut = raw.indexOf('//');
    const comment = cut < 0 ? '' : raw.slice(cut);
    const words = (cut < 0 ? raw : raw.slice(0, cut)).trim().split(/\s+/).filter(Boolean);
    if (words.length === 0) continue;
    if (block !== undefined && words[0] === ')') block = undefined;
    else if (block !== undefined) yield { verb: block, words, comment };
    else if (words.at(-1) === '(') block = words[0];
    else yield { verb: words[0] ?? '', words: words.slice(1), comment };
  }
}

function unquote(word: string): string {
  return word.replace(/^["`](.*)["`]$/, '$1');
}
