/** What a Java launcher was told to run. */
export interface JavaCall {
  /** `-jar`; else a class. */
  readonly jar?: string | undefined;
  readonly mainClass?: string | undefined;
  /** Undefined where it was not given. */
  readonly classPath?: string | undefined;
  readonly agents: readonly string[];
}

/** The jars that these options load first. */
export function agentsOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => /^-javaagent:([^=]+)/.exec(word)?.[1] ?? []);
}

const TAKES_WORD =
  /^(?:-cp|-classpath|--class-path|--add-(?:modules|reads|exports|opens)|--limit-modules|--enable-native-access|--describe-module|-d|--source)$/;
const CLASS_PATH = /^(?:-cp|-classpath|--class-path)$/;
/** They change where classes or modules come from. */
const OTHER_PLACES =
  /^(?:@|-m$|--module(?:$|=)|-p$|--module-path|--upgrade-module-path|--patch-module|--source|-X(?:bootclasspath|share:dump)|--dry-run|-(?:-)?(?:version|showversion$|help|list-modules|validate-modules)|-\?|-h$|-XX:(?:Flags|VMOptionsFile|CRaC\w*)=)/;

/** @param words behind the launcher's own name @returns undefined where it takes modules, its words from a file, or what is not understood */
export function readJavaCall(words: readonly string[]): JavaCall | undefined {
  let classPath: string | undefined;
  const agents: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (OTHER_PLACES.test(word) || (word === '-jar' && next === undefined)) return undefined;
    if (word === '-jar') return { jar: next, agents };
    // One file of source is run as it is.
    if (!word.startsWith('-')) {
      return word.endsWith('.java') ? undefined : { mainClass: word.replaceAll('/', '.'), classPath, agents };
    }
    agents.push(...agentsOf([word]));
    classPath = classPathOf(word, next) ?? classPath;
    if (TAKES_WORD.test(word)) at += 1;
  }
  return undefined;
}

function classPathOf(word: string, next: string | undefined): string | undefined {
  return word.startsWith('--class-path=')
    ? word.slice('--class-path='.length)
    : CLASS_PATH.test(word)
      ? next
      : undefined;
}
