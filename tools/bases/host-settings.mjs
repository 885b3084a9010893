import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { tryCommand } from '../run-command.mjs';

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const EXTRA_CAS = '/usr/local/share/ca-certificates';
const ARCHIVE_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const APT_SETTINGS = [
  'Acquire::http::Proxy',
  'Acquire::https::Proxy',
  'Acquire::Check-Valid-Until',
  'Acquire::Check-Date',
];

/** As in the official images: packages are not kept, indexes stay small, dpkg does not sync after each file. */
const IMAGE_SETTINGS = {
  '/etc/apt/apt.conf.d/docker-clean': `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
`,
  '/etc/apt/apt.conf.d/docker-no-languages': 'Acquire::Languages "none";\n',
  '/etc/apt/apt.conf.d/docker-gzip-indexes': 'Acquire::GzipIndexes "true";\n',
  '/etc/apt/apt.conf.d/docker-autoremove-suggests': 'Apt::AutoRemove::SuggestsImportant "false";\n',
  '/etc/dpkg/dpkg.cfg.d/docker-apt-speedup': 'force-unsafe-io\n',
};

/**
 * Writes into `folder` what a base needs so that apt, pip and TLS work inside it as they do on this machine: CA certificates,
 * apt sources for `suite`, pip's configuration. Copied as files, shown nowhere; credentials files are left alone.
 * @returns {Promise<{ sources: string | undefined, aptOptions: string[] }>} the sources file (absent: the bootstrap tool's own
 * mirror serves) and options for an apt that runs before the files are in place
 */
export async function collectHostSettings(folder, suite) {
  for (const [path, text] of Object.entries(IMAGE_SETTINGS)) write(folder, path, text);
  copyCertificates(folder);
  writePipConfiguration(folder);
  const sources = aptSources(suite);
  if (sources) write(folder, '/etc/apt/sources.list.d/debian.sources', sources);
  const options = await aptOptions();
  if (options.length > 0) write(folder, '/etc/apt/apt.conf.d/99host', `${options.join('\n')}\n`);
  return { sources: sources && join(folder, 'etc/apt/sources.list.d/debian.sources'), aptOptions: options };
}

/** @returns {Record<string, string>} Go settings of this machine that a download needs */
export function goSettings() {
  const names = ['GOPROXY', 'GONOSUMDB', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY'];
  const file = join(homedir(), '.config/go/env');
  const inFile = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const pairs = [...inFile.map((l) => l.split(/=(.*)/s)), ...Object.entries(process.env)];
  return Object.fromEntries(pairs.filter(([k, v]) => names.includes(k) && v).map(([k, v]) => [k, v]));
}

function write(folder, path, text) {
  const target = join(folder, path);
  mkdirSync(join(target, '..'), { recursive: true });
  writeFileSync(target, text);
}

function copyCertificates(folder) {
  const own = process.env.SSL_CERT_FILE ?? process.env.NODE_EXTRA_CA_CERTS;
  const bundle = [BUNDLE, own].find((f) => f && existsSync(f));
  if (bundle) write(folder, BUNDLE, readFileSync(bundle));
  // What ca-certificates' own trigger appends again after the package is installed inside the image.
  if (existsSync(EXTRA_CAS)) cpSync(EXTRA_CAS, join(folder, EXTRA_CAS), { recursive: true, dereference: true });
  if (own && existsSync(own) && readFileSync(own, 'utf8') !== (bundle && readFileSync(bundle, 'utf8'))) {
    write(folder, join(EXTRA_CAS, 'host.crt'), readFileSync(own));
  }
}

function writePipConfiguration(folder) {
  const places = ['/etc/pip.conf', join(homedir(), '.config/pip/pip.conf'), join(homedir(), '.pip/pip.conf')];
  let text = places.filter((p) => existsSync(p)).map((p) => readFileSync(p, 'utf8'))[0] ?? '';
  if (process.env.PIP_INDEX_URL && !/^index-url/m.test(text)) {
    text = `${text.includes('[global]') ? text : `[global]\n${text}`}\nindex-url = ${process.env.PIP_INDEX_URL}\n`;
  }
  if (text) write(folder, '/etc/pip.conf', text.replace(/^(cert\s*=).*$/m, `$1 ${BUNDLE}`));
}

/** The machine's own Debian mirror with the suite we need; a machine that is not Debian has none. */
function aptSources(suite) {
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined;
  const stanzas = [];
  for (const file of ['/etc/apt/sources.list', ...list('/etc/apt/sources.list.d')]) {
    if (!existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.sources')) stanzas.push(...deb822Stanzas(text));
    else if (file.endsWith('.list')) stanzas.push(...oneLineStanzas(text));
  }
  const debian = stanzas.filter(
    (s) => s.components.includes('main') && /^[a-z]+(-(updates|security))?$/.test(s.suites[0] ?? ''),
  );
  const main = debian.find((s) => !s.suites[0].endsWith('-security'));
  const security = debian.find((s) => s.suites[0].endsWith('-security'));
  if (!main) return undefined;
  const stanza = (uri, suites) =>
    `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: ${ARCHIVE_KEYS}\n`;
  const parts = [stanza(main.uri, `${suite} ${suite}-updates`)];
  if (security) parts.push(stanza(security.uri, `${suite}-security`));
  return parts.join('\n');
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder).map((f) => join(folder, f)) : [];
}

function deb822Stanzas(text) {
  return text
    .replace(/^#.*\n/gm, '')
    .split(/\n\s*\n/)
    .map((block) => Object.fromEntries([...block.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map((m) => [m[1], m[2].trim()])))
    .filter((f) => /\bdeb\b/.test(f.Types ?? '') && f.Enabled !== 'no')
    .map((f) => ({
      uri: f.URIs?.split(/\s+/)[0],
      suites: (f.Suites ?? '').split(/\s+/),
      components: f.Components ?? '',
    }));
}

function oneLineStanzas(text) {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/gm)].map((m) => ({
    uri: m[1],
    suites: [m[2]],
    components: m[3],
  }));
}

async function aptOptions() {
  const dump = await tryCommand('apt-config', ['dump', ...APT_SETTINGS]);
  return dump.stdout.split('\n').filter((line) => APT_SETTINGS.some((s) => line.startsWith(`${s} `)));
}
