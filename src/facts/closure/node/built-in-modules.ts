/** Modules that some version of Node has in itself, by the names that need no `node:`. */
const NAMES: ReadonlySet<string> = new Set(
  (
    'assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises ' +
    'domain events freelist fs fs/promises http http2 https inspector inspector/promises module net os path path/posix path/win32 ' +
    'perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers stream/promises stream/web ' +
    'string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib ' +
    'smalloc tracing sqlite sea test test/reporters node-inspect/lib/_inspect'
  ).split(' '),
);
/** Asked for without their prefix, these are packages; where no such package is, an old name may still be meant. */
const PREFIXED: ReadonlySet<string> = new Set(['sqlite', 'sea', 'test', 'test/reporters']);

export function isBuiltIn(specifier: string): boolean {
  if (specifier.startsWith('node:')) return true;
  if (/^(?:_\w+|internal\/.+)$/.test(specifier)) return /^_(?:http|stream|tls|debug|linklist)/.test(specifier);
  return NAMES.has(specifier) && !PREFIXED.has(specifier);
}
