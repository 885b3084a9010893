// node tools/complete-lock.mjs : adds to package-lock.json the packages for other platforms that a partial mirror left out.
// npm 11 refuses `npm ci` without them (EUSAGE "Missing: … from lock file"), npm 10 leaves other platforms' users without a binary.
// The entries carry version and platform; their integrity is only known where the whole registry is reachable.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCK = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'package-lock.json');
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPUS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/**
 * @param {{ packages: Record<string, object> }} lock
 * @returns {{ path: string, entry: object }[]} entries that some package's optionalDependencies ask for and the lock has not
 */
export function findMissingOptionals(lock) {
  const missing = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (placesFor(path, name).some((place) => place in lock.packages)) continue;
      missing.set(`node_modules/${name}`, describePlatformPackage(name, version, entry.dev === true));
    }
  }
  return [...missing].map(([path, entry]) => ({ path, entry }));
}

/** Where node would look for `name` from the package at `path`, nearest first. */
function placesFor(path, name) {
  const places = [];
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/'))))
    places.push(`${at}/node_modules/${name}`);
  return [...places, `node_modules/${name}`];
}

function describePlatformPackage(name, version, dev) {
  const parts = name.split('/').at(-1).split('-');
  const system = SYSTEMS.find((s) => parts.includes(s));
  const cpu = CPUS.find((c) => parts.includes(c));
  const libc = parts.some((p) => p.startsWith('musl')) ? 'musl' : 'glibc';
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev: true }),
    ...(system === 'linux' && { libc: [libc] }),
    optional: true,
    ...(system && { os: [system] }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
  const missing = findMissingOptionals(lock);
  for (const { path, entry } of missing) lock.packages[path] = entry;
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(sorted);
  if (missing.length > 0) writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} entries added`);
}
