import type { ArgWord, InstallStep } from '../contract.ts';

/** Flags of `go build` that take a value in the next word when it is not attached by `=`. @see go1.24 `go help build` */
const VALUED = new Set(
  '-C -o -p -asmflags -buildmode -compiler -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile -overlay -pgo -pkgdir -tags -toolexec -covermode -coverpkg'.split(
    ' ',
  ),
);

export interface GoPlaces {
  /** GOMODCACHE. */
  readonly modules: string;
  /** GOCACHE. */
  readonly build: string;
}

/** `go mod download`, `go get` (fetch) and `go build`, `go install` (compile); undefined for any other command. */
export function readGoCommand(words: readonly ArgWord[], places: GoPlaces): InstallStep | undefined {
  if (words[0]?.text?.split('/').at(-1) !== 'go') return undefined;
  const verb = words[1]?.text;
  if (verb === 'mod' && words[2]?.text === 'download') return step(words, 'fetch', [places.modules], 2);
  if (verb === 'build')
    return { ...step(words, 'compile', [places.modules, places.build], 1), ...readBuild(words.slice(2)) };
  return undefined;
}

function step(
  words: readonly ArgWord[],
  does: 'fetch' | 'compile',
  caches: readonly string[],
  last: number,
): InstallStep {
  return {
    ecosystem: 'go',
    manager: 'go',
    does,
    manifests: ['go.mod', 'go.sum'],
    needsSources: does === 'compile',
    caches,
    noCacheFlags: [],
    packages: [],
    placedElsewhere: false,
    flagsAt: words[last]?.range.end ?? 0,
    words,
  };
}

function readBuild(words: readonly ArgWord[]): { output: string | undefined; source: string | undefined } {
  let output: string | undefined;
  const sources: (string | undefined)[] = [];
  for (let i = 0; i < words.length; i++) {
    const flag = readFlag(words[i]?.text);
    if (flag === undefined) {
      sources.push(words[i]?.text);
      continue;
    }
    const takesNext = flag.attached === undefined && VALUED.has(flag.name);
    if (flag.name === '-o') output = takesNext ? words[i + 1]?.text : flag.attached;
    if (takesNext) i++;
  }
  return { output, source: sources.length === 0 ? '.' : sources.length === 1 ? sources[0] : undefined };
}

/** `-o=x` and `--o x` are both `-o`. */
function readFlag(text: string | undefined): { name: string; attached: string | undefined } | undefined {
  if (text === undefined || !text.startsWith('-')) return undefined;
  const [name = '', attached] = text.replace(/^--/, '-').split(/=(.*)/s);
  return { name, attached };
}
