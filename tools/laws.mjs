// node tools/laws.mjs : the house's laws that no other tool knows. Prints each breach as `file:line law: what`, exit 1 when there is one.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMissingOptionals } from './complete-lock.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MAX_LINES = 400;
const OWN_CODE = /^(src|test|tools|view)\/.*\.(ts|tsx|mjs|js)$/;
/** Parsers and data tables: one table or one grammar reads better whole. */
const MAY_BE_LONG = [
  /^src\/language\/(en|ko)(\/|\.ts$)/,
  /^src\/bases\/data\//,
  /\.generated\.ts$/,
  /\/(lex|parse)-[a-z-]+\.ts$/,
];
const PLACEHOLDERS = /^(\.gitkeep|\.keep|placeholder(\..*)?|todo(\..*)?)$/i;

/** Spelled in halves, so that this file passes its own law. */
const REGISTRY_HOSTS = [
  ['registry.', 'npmjs.org'],
  ['registry.', 'yarnpkg.com'],
  ['pypi.', 'org'],
  ['files.', 'pythonhosted.org'],
  ['proxy.', 'golang.org'],
  ['sum.', 'golang.org'],
  ['deb.', 'debian.org'],
  ['security.', 'debian.org'],
  ['ftp.', 'debian.org'],
  ['archive.', 'ubuntu.com'],
  ['dl-cdn.', 'alpinelinux.org'],
  ['registry-1.', 'docker.io'],
  ['auth.', 'docker.io'],
  ['index.', 'crates.io'],
  ['static.', 'crates.io'],
  ['repo1.', 'maven.org'],
  ['repo.maven.', 'apache.org'],
  ['rubygems', '.org'],
].map((halves) => halves.join(''));

/** Words of the examples that the product may know from elsewhere: the frameworks' and the formats' own. */
const COMMON_WORDS = new Set(['main', 'health', 'users', 'metrics', 'tests', 'data', 'docs', 'scripts', 'notebooks']);

/**
 * @param {string} root a checkout
 * @returns {string[]} breaches as `file:line law: what`
 */
export function findBreaches(root = ROOT) {
  const files = committedFiles(root);
  return [
    ...longFiles(files),
    ...registryHosts(files),
    ...placeholders(files),
    ...emptyFolders(root),
    ...exampleStringsInProduct(files),
    ...unnamedRooms(root),
    ...incompleteLock(files),
  ];
}

/** @typedef {{ path: string, text: () => string }} File */

/** @returns {File[]} what a commit would hold */
function committedFiles(root) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, maxBuffer: 64_000_000 }).toString().split('\0');
  const paths = listed.filter((f) => f && existsSync(join(root, f)) && statSync(join(root, f)).isFile());
  return paths.map((path) => {
    let text;
    return {
      path,
      text: () => {
        text ??= readFileSync(join(root, path), 'utf8');
        return text;
      },
    };
  });
}

function longFiles(files) {
  const own = files.filter((f) => OWN_CODE.test(f.path) && !MAY_BE_LONG.some((r) => r.test(f.path)));
  return own
    .map((f) => ({ path: f.path, lines: f.text().split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}:${MAX_LINES} file-too-long: ${lines} lines, at most ${MAX_LINES}`);
}

function registryHosts(files) {
  const breaches = [];
  for (const file of files) {
    const text = file.text();
    for (const host of REGISTRY_HOSTS) {
      const at = text.indexOf(host);
      if (at >= 0) breaches.push(`${file.path}:${lineOf(text, at)} registry-host: names ${host}`);
    }
  }
  return breaches;
}

function lineOf(text, at) {
  return text.slice(0, at).split('\n').length;
}

function placeholders(files) {
  return files
    .filter((f) => PLACEHOLDERS.test(nameOf(f)) || (/\.(ts|mjs|md)$/.test(f.path) && f.text().trim() === ''))
    .map((f) => `${f.path}:1 placeholder: a file appears with its content`);
}

function nameOf(file) {
  return file.path.split('/').at(-1);
}

function emptyFolders(root) {
  const breaches = [];
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    if (entries.length === 0) breaches.push(`${folder}:1 empty-folder: a room appears with its first inhabitant`);
    for (const e of entries) if (e.isDirectory()) walk(join(folder, e.name));
  };
  for (const folder of ['src', 'test', 'tools', 'docs', 'examples'].filter((f) => existsSync(join(root, f))))
    walk(folder);
  return breaches;
}

/** The product must not know the examples: titles, routes, module names and pins of theirs may not stand in src/. */
function exampleStringsInProduct(files) {
  const words = exampleWords(files.filter((f) => f.path.startsWith('examples/')));
  const breaches = [];
  for (const file of files.filter((f) => f.path.startsWith('src/'))) {
    const text = file.text();
    for (const [word, from] of words) {
      const at = text.search(new RegExp(`(?<![\\w/.-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`));
      if (at >= 0) breaches.push(`${file.path}:${lineOf(text, at)} example-in-product: "${word}" is ${from}'s`);
    }
  }
  return breaches;
}

/** @returns {Map<string, string>} distinctive strings of the examples and the file each is from */
function exampleWords(files) {
  const words = new Map();
  const add = (word, file) => {
    if (word && word.length >= 5 && !COMMON_WORDS.has(word.replace(/^\//, ''))) words.set(word, file.path);
  };
  for (const file of files) {
    const name = nameOf(file);
    add(file.path.split('/')[1], file);
    if (name.endsWith('.csv') || name.endsWith('.ipynb')) continue;
    const text = file.text();
    const found = name.endsWith('.py')
      ? pythonWords(text)
      : name.endsWith('.go')
        ? goWords(text)
        : manifestWords(name, text);
    for (const word of found) add(word, file);
  }
  return words;
}

function pythonWords(text) {
  return [
    ...matches(text, /^(?:class|def|async def)\s+(?!main\b|test_|__)(\w{8,})/gm),
    ...matches(text, /title="([^"]+)"/g),
    ...matches(text, /@app\.\w+\("(\/\w+)"/g).filter((r) => r !== '/health'),
  ];
}

function goWords(text) {
  return [
    ...matches(text, /^func\s+(?!Test)(\w{6,})\(/gm),
    ...matches(text, /^type\s+(\w{8,})\s/gm),
    ...matches(text, /HandleFunc\("(\/[^"]+)"/g).filter((r) => r !== '/health'),
  ];
}

function manifestWords(name, text) {
  if (name === 'requirements.txt') return matches(text, /^([\w.[\]-]+==[\d.]+)/gm);
  if (name === 'go.mod') return [...matches(text, /^module\s+(\S+)/gm), ...matches(text, /^\s+(\S+ v\S+)/gm)];
  return [];
}

function matches(text, regex) {
  return [...text.matchAll(regex)].map((m) => m[1]);
}

/** `npm ci` on a clean checkout fails where the lock lacks what an optional dependency asks for. */
function incompleteLock(files) {
  const lock = files.find((f) => f.path === 'package-lock.json');
  const missing = lock ? findMissingOptionals(JSON.parse(lock.text())) : [];
  if (missing.length === 0) return [];
  return [
    `package-lock.json:1 incomplete-lock: ${missing.length} platform packages are missing, run node tools/complete-lock.mjs`,
  ];
}

function unnamedRooms(root) {
  const file = join(root, 'ARCHITECTURE.md');
  if (!existsSync(file)) {
    console.log('note: ARCHITECTURE.md is absent, so the rooms are not compared with it');
    return [];
  }
  const text = readFileSync(file, 'utf8');
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory());
  return rooms
    .filter((r) => !new RegExp(`\\b${r.name}/`).test(text))
    .map((r) => `ARCHITECTURE.md:1 unnamed-room: src/${r.name}/ is not mentioned`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const breaches = findBreaches();
  for (const breach of breaches) console.log(breach);
  console.log(breaches.length === 0 ? 'laws kept' : `${breaches.length} breaches`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
