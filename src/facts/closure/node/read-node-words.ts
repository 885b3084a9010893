/** How node is told what to run. */
export interface NodeWords {
  /** Undefined where it is given a text, or reads one. */
  readonly script: string | undefined;
  readonly args: readonly string[];
  /** Loaded before it. */
  readonly preloads: readonly { readonly specifier: string; readonly mode: 'require' | 'import' }[];
  readonly conditions: readonly string[];
}

/** Options whose value is the next word. */
const WITH_VALUE: ReadonlySet<string> = new Set(
  (
    '--env-file --env-file-if-exists --title --diagnostic-dir --redirect-warnings --icu-data-dir --openssl-config ' +
    '--unhandled-rejections --dns-result-order --max-http-header-size --heapsnapshot-signal --heapsnapshot-near-heap-limit ' +
    '--report-dir --report-directory --report-filename --report-signal --secure-heap --secure-heap-min --trace-event-categories ' +
    '--trace-event-file-pattern --tls-cipher-list --tls-keylog --disable-proto --disable-warning --localstorage-file --use-largepages ' +
    '--v8-pool-size --watch-path --cpu-prof-dir --cpu-prof-name --heap-prof-dir --heap-prof-name --inspect-port --network-family-autoselection-attempt-timeout'
  ).split(' '),
);
/** Options that change how modules are found, or run something else than a file. */
const DECIDES =
  /^(?:-[a-z]*[epci][a-z]*|--(?:eval|print|check|interactive|test.*|run|loader|experimental-loader|experimental-default-type|experimental-specifier-resolution|es-module-specifier-resolution|preserve-symlinks.*|input-type|experimental-policy|build-snapshot|experimental-sea-config|version|help|v8-options|prof-process|experimental-network-imports|experimental-config-file|experimental-default-config-file))(?:=.*)?$/;
/** Options without a value, or with one behind an equals sign. */
const ALONE =
  /^(?:--[a-z0-9][\w-]*=.*|--(?:inspect|inspect-brk|inspect-wait|no-|enable-|expose|trace-|track-|harmony|experimental-|use-|abort-|watch|prof|throw-|pending-|optimize|jitless|interpreted-|perf-|frozen-|zero-|force-|huge-|insecure-|lite-mode|stack-trace|report-|node-snapshot|verify-base-objects|deprecation|warnings|warn|addons|permission|single-threaded|allow-natives-syntax|turbo|always-|gc-|interpreted)[\w-]*)$/;

interface Told {
  readonly preloads: { readonly specifier: string; readonly mode: 'require' | 'import' }[];
  readonly conditions: string[];
}

/** @param words behind node's name @returns undefined where they say something else than a script, or are not understood */
export function readNodeWords(words: readonly string[]): NodeWords | undefined {
  const told: Told = { preloads: [], conditions: [] };
  let at = 0;
  for (let word = words[at]; word?.startsWith('-') && word !== '--'; word = words[at]) {
    const taken = readOption(word, words[at + 1], told);
    if (taken === 0) return undefined;
    at += taken;
  }
  if (words[at] === '--') at += 1;
  return { script: words[at], args: words.slice(at + 1), ...told };
}

/** @returns how many words it takes; none where nothing can be concluded any more */
function readOption(word: string, next: string | undefined, told: Told): number {
  const given = /^(--require|--import|--conditions|-r|-C)(?:=(.+))?$/.exec(word);
  if (given !== null) {
    const [, option, inside] = given;
    const value = inside ?? next;
    if (value === undefined) return 0;
    if (option === '--conditions' || option === '-C') told.conditions.push(value);
    else told.preloads.push({ specifier: value, mode: option === '--import' ? 'import' : 'require' });
    return inside === undefined ? 2 : 1;
  }
  if (word === '-' || DECIDES.test(word)) return 0;
  if (WITH_VALUE.has(word)) return 2;
  return ALONE.test(word) ? 1 : 0;
}

/** NODE_OPTIONS, which stand before the words. @returns undefined where they are quoted */
export function splitOptions(text: string): readonly string[] | undefined {
  return /["'\\]/.test(text) ? undefined : text.split(/\s+/).filter((word) => word !== '');
}
