import { type Message, message } from '../model/message.ts';

/** One known failure: how a line of a log shows it, what it means, what cures it. */
export interface LogSignature {
  readonly pattern: RegExp;
  readonly read: (
    groups: readonly string[],
    line: string,
  ) => { readonly message: Message; readonly cure?: Message } | undefined;
}

const none: Record<string, never> = {};

/** Shared libraries people miss on small bases: by soname, what brings them on Debian and on Alpine. */
const LIBRARY_PACKAGES: Readonly<Record<string, readonly [apt: string, apk: string]>> = {
  'libgomp.so.1': ['libgomp1', 'libgomp'],
  'libpq.so.5': ['libpq5', 'libpq'],
  'libglib-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libgthread-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libstdc++.so.6': ['libstdc++6', 'libstdc++'],
  'libgcc_s.so.1': ['libgcc-s1', 'libgcc'],
  'libz.so.1': ['zlib1g', 'zlib'],
  'libssl.so.3': ['libssl3', 'libssl3'],
  'libcrypto.so.3': ['libssl3', 'libcrypto3'],
  'libffi.so.8': ['libffi8', 'libffi'],
  'libxml2.so.2': ['libxml2', 'libxml2'],
  'libxslt.so.1': ['libxslt1.1', 'libxslt'],
  'libmagic.so.1': ['libmagic1', 'libmagic'],
  'libsqlite3.so.0': ['libsqlite3-0', 'sqlite-libs'],
  'libmariadb.so.3': ['libmariadb3', 'mariadb-connector-c'],
  'libopenblas.so.0': ['libopenblas0', 'openblas'],
  'libgfortran.so.5': ['libgfortran5', 'libgfortran'],
  'libvips.so.42': ['libvips42', 'vips'],
  'libcurl.so.4': ['libcurl4', 'libcurl'],
  'libexpat.so.1': ['libexpat1', 'expat'],
  'libbz2.so.1.0': ['libbz2-1.0', 'libbz2'],
  'liblzma.so.5': ['liblzma5', 'xz-libs'],
  'libgobject-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libcairo.so.2': ['libcairo2', 'cairo'],
  'libpango-1.0.so.0': ['libpango-1.0-0', 'pango'],
  'libgdal.so': ['libgdal-dev', 'gdal'],
  'libodbc.so.2': ['libodbc2', 'unixodbc'],
};
/** OpenCV's window parts pull these in; a server needs none of them. */
const WINDOW_LIBRARIES = /^lib(?:GL|SM|ICE|Xext|Xrender|X11|EGL)\b/;

function missingLibrary(library: string) {
  const said = message('log-library-missing', { library });
  if (WINDOW_LIBRARIES.test(library)) return { message: said, cure: message('cure-headless-opencv', { library }) };
  const known = Object.hasOwn(LIBRARY_PACKAGES, library) ? LIBRARY_PACKAGES[library] : undefined;
  return known === undefined
    ? { message: said, cure: message('cure-find-library', { library }) }
    : { message: said, cure: message('cure-install-library', { library, apt: known[0], apk: known[1] }) };
}

/** In the order in which they are tried on a line; the first that fits speaks for it. */
export const LOG_SIGNATURES: readonly LogSignature[] = [
  {
    pattern: /ModuleNotFoundError: No module named ['"]?([\w.]{1,200})/,
    read: ([module = '']) => ({
      message: message('log-python-module-missing', { module }),
      cure: message('cure-copy-packages', { module }),
    }),
  },
  {
    pattern: /(?:Cannot find (?:module|package) ['"])([^'"]{1,300})['"]/,
    read: ([module = '']) => ({
      message: message('log-node-module-missing', { module }),
      cure: message('cure-copy-packages', { module }),
    }),
  },
  {
    pattern: /(lib[\w.+-]{1,100}\.so[\w.]{0,20}): cannot open shared object file/,
    read: ([library = '']) => missingLibrary(library),
  },
  {
    pattern: /Error loading shared library (lib[\w.+-]{1,100}\.so[\w.]{0,20}|ld-linux[\w.-]{1,60})/,
    read: ([library = '']) =>
      library.startsWith('ld-linux')
        ? { message: message('log-loader-missing', { path: library }), cure: message('cure-glibc-base', none) }
        : missingLibrary(library),
  },
  {
    pattern: /Error relocating [^:]{1,300}: (\w{1,200}): symbol not found/,
    read: ([symbol = '']) => ({
      message: message('log-musl-symbol-missing', { symbol }),
      cure: message('cure-glibc-base', none),
    }),
  },
  {
    pattern: /version [`'"]?(GLIBC(?:XX)?_[\d.]{1,20})['"`]? not found/,
    read: ([version = '']) => ({
      message: message('log-glibc-too-old', { version }),
      cure: message('cure-same-glibc', { version }),
    }),
  },
  {
    pattern: /(?:exec )?["']?([^\s"':]{0,300})["']?: (?:cannot execute(?: binary file)?: )?exec format error/i,
    read: ([path = '']) => ({
      message: message('log-wrong-architecture', { path }),
      cure: message('cure-build-for-platform', none),
    }),
  },
  {
    pattern:
      /x509: certificate signed by unknown authority|x509: failed to load system roots|CERTIFICATE_VERIFY_FAILED|unable to get local issuer certificate|SSL certificate problem/i,
    read: () => ({ message: message('log-ca-missing', none), cure: message('cure-copy-ca', none) }),
  },
  {
    pattern: /unknown time zone ([\w/+-]{1,80})|No time zone found with key ([\w/+-]{1,80})/,
    read: ([go, python]) => ({
      message: message('log-zone-data-missing', { zone: go ?? python ?? '' }),
      cure: message('cure-copy-zone-data', none),
    }),
  },
  {
    pattern: /externally-managed-environment/,
    read: () => ({ message: message('log-externally-managed', none), cure: message('cure-venv', none) }),
  },
  {
    pattern: /No matching distribution found for ([^\s;,]{1,200})/,
    read: ([requirement = '']) => ({
      message: message('log-no-matching-distribution', { requirement }),
      cure: message('cure-other-base-or-version', { requirement }),
    }),
  },
  {
    pattern: /no space left on device|ENOSPC/i,
    read: () => ({ message: message('log-disk-full', none), cure: message('cure-free-disk', none) }),
  },
  {
    pattern: /pg_config executable not found|libpq-fe\.h: No such file/,
    read: () => ({ message: message('log-pg-config-missing', none), cure: message('cure-pg-packages', none) }),
  },
  {
    pattern: /fatal error: ([\w./+-]{1,200}\.h(?:pp)?): No such file or directory/,
    read: ([header = '']) => ({
      message: message('log-header-missing', { header }),
      cure: message('cure-install-headers', { header }),
    }),
  },
  {
    pattern:
      /(?:unable to execute|error: command) ['"]?((?:[\w-]{1,40}-)?(?:gcc|g\+\+|cc|c\+\+|clang|rustc|cargo))['"]?(?: failed)?: (?:No such file|error: \[Errno 2\])/i,
    read: ([command = '']) => ({
      message: message('log-compiler-missing', { command }),
      cure: message('cure-build-stage-compiler', { command }),
    }),
  },
  {
    pattern:
      /exec: ["']?((?:\/[\w/]{1,60}\/)?(?:sh|bash|ash|dash))["']?: (?:executable file not found|stat .{0,200}no such file|no such file)/,
    read: ([shell = '']) => ({
      message: message('log-shell-missing', { shell }),
      cure: message('cure-exec-form', none),
    }),
  },
  {
    pattern:
      /(?:listen|bind)[^\n]{0,120}(?:permission denied|EACCES)[^\n]{0,60}?(?::(\d{1,5}))?$|(?:listen|bind)[^\n]{0,80}:(\d{1,5})[^\n]{0,60}(?:permission denied|EACCES)/i,
    read: ([after, before], line) => {
      const port = after ?? before ?? /:(\d{1,5})\b/.exec(line)?.[1] ?? '';
      return {
        message: message('log-port-privileged', { port }),
        cure: message('cure-unprivileged-port', none),
      };
    },
  },
  {
    pattern: /address already in use|EADDRINUSE/i,
    read: (_, line) => ({
      message: message('log-port-in-use', { port: /:(\d{1,5})\b/.exec(line)?.[1] ?? '' }),
      cure: message('cure-other-port', none),
    }),
  },
  {
    pattern:
      /mkdir:? [^\n]{0,40}['"‘](\/nonexistent[^'"’]{0,200})['"’]|(?:PermissionError|EACCES|permission denied)[^\n]{0,100}['"](\/(?:nonexistent|root)(?:\/[^'"]{0,200})?)['"]/,
    read: ([made, touched]) => {
      const path = made ?? touched ?? '';
      return { message: message('log-no-home', { path }), cure: message('cure-home', none) };
    },
  },
  {
    pattern: /(?:EACCES|permission denied|PermissionError)/i,
    read: (_, line) => {
      const path = pathIn(line);
      return { message: message('log-permission-denied', { path }), cure: message('cure-own-path', { path }) };
    },
  },
  {
    pattern: /read-only file system|EROFS/i,
    read: (_, line) => {
      const path = pathIn(line);
      return { message: message('log-read-only', { path }), cure: message('cure-writable-path', { path }) };
    },
  },
  {
    pattern: /^exec (\/[^\s:]{1,300}): no such file or directory$/,
    read: ([path = '']) => ({
      message: message('log-loader-missing', { path }),
      cure: message('cure-static-or-loader', { path }),
    }),
  },
  {
    pattern:
      /exec: ["']([^"']{1,200})["']: (?:executable file not found in \$PATH|stat [^\n]{1,300}: no such file or directory)/,
    read: ([command = '']) => ({
      message: message('log-command-missing', { command }),
      cure: message('cure-copy-file', { path: command }),
    }),
  },
  {
    pattern:
      /^(?:\/bin\/)?(?:sh|bash|ash): (?:\d{1,6}: |line \d{1,6}: )?([\w@./+-]{1,200}): (?:not found|command not found|No such file)/,
    read: ([command = '']) => ({
      message: message('log-command-missing', { command }),
      cure: DEV_TOOLS.test(command)
        ? message('cure-dev-dependencies-to-build', { command })
        : message('cure-copy-file', { path: command }),
    }),
  },
  {
    pattern: /(?:FileNotFoundError|ENOENT|can't open file|cannot open)[^\n]{0,100}['"]([^'"\n]{1,300})['"]/,
    read: ([path = '']) => ({
      message: message('log-file-missing', { path }),
      cure: message('cure-copy-file', { path }),
    }),
  },
  {
    pattern: /open (\/?[\w./@+-]{1,300}): no such file or directory/,
    read: ([path = '']) => ({
      message: message('log-file-missing', { path }),
      cure: message('cure-copy-file', { path }),
    }),
  },
  {
    pattern:
      /['"<](?:class ['"])?(numpy\.\w{1,40}|[\w.]{0,60}(?:datetime|Decimal|UUID|ndarray|Timestamp))['"]?>?['"]? object is not (?:iterable|JSON serializable)/,
    read: ([type = '']) => ({
      message: message('log-not-json', { type }),
      cure: message('cure-plain-value', { type }),
    }),
  },
  {
    pattern: /Object of type (\w{1,60}) is not JSON serializable/,
    read: ([type = '']) => ({
      message: message('log-not-json', { type }),
      cure: message('cure-plain-value', { type }),
    }),
  },
  {
    pattern: /(?:Unable to serialize unknown type|PydanticSerializationError)[^\n]{0,80}<class '([\w.]{1,100})'>/,
    read: ([type = '']) => ({
      message: message('log-not-json', { type }),
      cure: message('cure-plain-value', { type }),
    }),
  },
  {
    pattern:
      /^(?:MemoryError|fatal error: runtime: out of memory|FATAL ERROR: [^\n]{0,100}JavaScript heap out of memory|java\.lang\.OutOfMemoryError)/,
    read: () => ({ message: message('log-out-of-memory', none), cure: message('cure-more-memory', none) }),
  },
];

const DEV_TOOLS =
  /^(?:vite|webpack|tsc|rollup|esbuild|next|nuxt|ng|react-scripts|vue-cli-service|tsup|parcel|turbo|nest|svelte-kit|astro)$/;

function pathIn(line: string): string {
  return /['"](\/[^'"\n]{1,300})['"]/.exec(line)?.[1] ?? /(?:^|[\s:=])(\/[^\s'":,]{1,300})/.exec(line)?.[1] ?? '';
}
