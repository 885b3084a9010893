import { goCollector } from '../../image/collectors/go-collector.ts';
import { ZONE_NAME } from '../../image/go/read-go-program.ts';
import { message } from '../../model/message.ts';
import { hasCaBundle } from './ca-bundle.ts';
import { findProgram } from './check-program.ts';
import { type ClosureFinding, found, isMounted, lookUp, type Scene } from './closure-input.ts';
import { goesBy, type Interpreter, type InterpreterRun } from './interpreter.ts';
import { hasGoArchive, hasZone } from './zone-data.ts';

const PYTHON = /^(?:python|pypy)\d?(?:\.\d+)?$/;
const SHELL = /^(?:sh|ash|dash|bash|ksh|zsh|busybox)$/;
/** Written in C, and known to leave zones to its library. */
const BY_LIBRARY =
  /^(?:date|nginx|httpd|apache2|lighttpd|haproxy|redis-server|valkey-server|memcached|crond?|supercronic|perl[\d.]*|ruby[\d.]*|lua[\d.]*|uwsgi)$/;
/** Bring their own zones. */
const CARRIERS = ['node', 'nodejs', 'java', 'php', 'deno', 'bun', 'postgres'];
const CARRIER = new RegExp(`^(?:${CARRIERS.join('|')}|php-fpm[\\d.]*|php[\\d.]+)$`);

/** What the settings of the image make a program ask for: the zone of `TZ`, a locale, certificates. */
export const environmentNeeds: Interpreter = {
  runs: () => true,
  check: (run) => (run.check.of === 'start' ? [...checkZone(run), ...checkLocale(run), ...checkCertificates(run)] : []),
};

/** Without zone data a name in `TZ` means UTC, and nobody says so. */
function checkZone(run: InterpreterRun): readonly ClosureFinding[] {
  const { scene } = run.check;
  const setting = scene.env.get('TZ') ?? '';
  const zone = setting.replace(/^:/, '').replace(/^\/usr\/share\/zoneinfo\//, '');
  if (!ZONE_NAME.test(zone) || hasZone(scene, zone)) return [];
  const isSure = goesByZones(run);
  if (isSure === undefined) return [];
  const said = found(isSure, 'later', message('closure-time-zone-without-data', { zone }), `TZ=${setting}`);
  return [{ ...said, cause: { ...said.cause, cure: message('closure-cure-copy-zone-data', {}) } }];
}

/** @returns true where it reads zones as its library does, undefined where it brings its own, false where that cannot be told */
function goesByZones({ check, program }: InterpreterRun): boolean | undefined {
  const { scene } = check;
  if (goesBy(program, CARRIER)) return undefined;
  const go = scene.files.kept(goCollector, program.node);
  if (go !== undefined) return go.hasZones || hasGoArchive(scene) ? undefined : true;
  if (goesBy(program, PYTHON)) return !hasPackage(scene, program.path, program.node.path, 'tzdata');
  // A script may start any of those that bring their own.
  if (goesBy(program, SHELL)) return CARRIERS.every((name) => findProgram(check, name) === undefined);
  return goesBy(program, BY_LIBRARY);
}

/** Whether a package lies where a Python of this place, or of an environment, looks for packages. */
function hasPackage(scene: Scene, path: string, real: string, name: string): boolean {
  const homes = [path, `/${real}`].map((at) => at.split('/').slice(0, -2).join('/'));
  const roots = [...homes, '/usr', '/usr/local', scene.env.get('VIRTUAL_ENV') ?? '/opt/venv', '/venv', '/app/.venv'];
  const folders = roots.flatMap((root) => {
    const lib = lookUp(scene, `${root}/lib`).node;
    const versions = lib === undefined ? [] : scene.tree.children(lib.path).map((node) => `/${node.path}`);
    const pythons = versions.filter((dir) => /\/python3[^/]*$/.test(dir));
    return pythons.flatMap((dir) => [`${dir}/site-packages`, `${dir}/dist-packages`]);
  });
  const told = (scene.env.get('PYTHONPATH') ?? '').split(':').filter((dir) => dir !== '');
  return [...folders, ...told].some(
    (dir) => lookUp(scene, `${dir}/${name}`).node !== undefined || isMounted(scene, dir),
  );
}

const BUILT_IN = /^(?:C|POSIX|C\.(?:UTF-8|utf8))$/;

/** glibc falls back to `C` where it does not find a locale; some programs then say so, few stop. */
function checkLocale({ check, program }: InterpreterRun): readonly ClosureFinding[] {
  const { scene } = check;
  const head = scene.files.head(program.node);
  const loader = head?.is === 'elf' ? (head.elf.interpreter ?? '') : '';
  const variable = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((name) => (scene.env.get(name) ?? '') !== '');
  const locale = variable === undefined ? '' : (scene.env.get(variable) ?? '');
  if (variable === undefined || !loader.includes('ld-linux') || BUILT_IN.test(locale) || locale.startsWith('/'))
    return [];
  if (goesBy(program, CARRIER) || scene.files.kept(goCollector, program.node) !== undefined) return [];
  const [base = '', codeset] = locale.split('.', 2);
  const names = [locale, base, `${base}.${(codeset ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')}`];
  const paths = ['locale-archive', ...names].map((name) => `/usr/lib/locale/${name}`);
  const isThere = (path: string) => isMounted(scene, path) || lookUp(scene, path).node !== undefined;
  if (scene.env.has('LOCPATH') || paths.some(isThere)) return [];
  return [found(false, 'later', message('closure-locale-missing', { locale }), `${variable}=${locale}`)];
}

/** Python asks its OpenSSL for certificates; some packages bring theirs. */
function checkCertificates({ check, program }: InterpreterRun): readonly ClosureFinding[] {
  const { scene } = check;
  if (!goesBy(program, PYTHON) || hasCaBundle(scene)) return [];
  if (hasPackage(scene, program.path, program.node.path, 'certifi')) return [];
  const said = found(false, 'later', message('closure-no-ca-bundle', { program: program.path }), '/etc/ssl/certs');
  return [{ ...said, cause: { ...said.cause, cure: message('closure-cure-copy-ca', {}) } }];
}
