import { normalizeName, readRequirements } from '../../../ecosystems/python/requirements.ts';
import { pythonCollector } from '../../../image/collectors/python-collector.ts';
import { message } from '../../../model/message.ts';
import type { Check } from '../check-program.ts';
import { type ClosureFinding, found, lookUp } from '../closure-input.ts';
import type { JudgedPath } from './judge-imports.ts';

/** Distributions whose module goes by a name that theirs does not show. */
const MODULES: Readonly<Record<string, string>> = {
  'opencv-python': 'cv2',
  'opencv-contrib-python': 'cv2',
  'scikit-learn': 'sklearn',
  'scikit-image': 'skimage',
  pillow: 'PIL',
  pyyaml: 'yaml',
  beautifulsoup4: 'bs4',
  'python-dateutil': 'dateutil',
  'python-dotenv': 'dotenv',
  'python-jose': 'jose',
  'python-multipart': 'multipart',
  'psycopg2-binary': 'psycopg2',
  'psycopg-binary': 'psycopg',
  'tensorflow-cpu': 'tensorflow',
  'tensorflow-gpu': 'tensorflow',
  mysqlclient: 'MySQLdb',
  pyjwt: 'jwt',
  protobuf: 'google',
  pycryptodome: 'Crypto',
  djangorestframework: 'rest_framework',
  attrs: 'attr',
};

/** Packages that a requirements file beside the program asks for, none of which the path has. */
export function checkRequirements(
  check: Check,
  path: JudgedPath,
  folders: readonly string[],
): readonly ClosureFinding[] {
  if (path.known === 'blind') return [];
  const { scene } = check;
  for (const folder of new Set(folders)) {
    const file = `${folder === '/' ? '' : folder}/requirements.txt`;
    const { node } = lookUp(scene, file);
    const text = node && scene.files.kept(pythonCollector, node);
    if (text === undefined) continue;
    const declared = declaredIn(text, path.version, scene.config.architecture);
    const missing = declared.filter((name) => !isInstalled(path, name));
    if (missing.length === 0) continue;
    // Where some are there, the others may be left out on purpose; and a folder that code adds may have all of them.
    const isSure = missing.length === declared.length && path.known === 'whole' && !hasDistribution(scene, missing);
    const said = message('closure-python-requirements-missing', { file, missing, declared: declared.length });
    return [found(isSure, check.of === 'start' ? 'later' : check.of, said, `${file}: ${missing.join(', ')}`)];
  }
  return [];
}

function declaredIn(text: string, version: string, architecture: string): readonly string[] {
  const rows = text.split(/\r?\n/);
  const names = readRequirements(text).flatMap((row) => {
    if (row.is !== 'package') return [];
    const marker = /;(.*?)(?:\s#.*)?\\?$/.exec(rows[row.line - 1] ?? '')?.[1];
    return marker === undefined || fits(marker, version, architecture) ? [row.name] : [];
  });
  return [...new Set(names)];
}

/** Only markers of which every part is known are believed. */
function fits(marker: string, version: string, architecture: string): boolean {
  const machine = architecture === 'arm64' ? 'aarch64' : architecture === 'amd64' ? 'x86_64' : architecture;
  const values: Readonly<Record<string, string>> = {
    python_version: version,
    sys_platform: 'linux',
    platform_system: 'Linux',
    os_name: 'posix',
    platform_machine: machine,
    implementation_name: 'cpython',
    platform_python_implementation: 'CPython',
  };
  return marker.split(/\band\b/).every((part) => {
    const [, name = '', sign = '', value = ''] =
      /^\s*\(?\s*(\w+)\s*(==|!=|<=|>=|<|>)\s*["']([\w.]+)["']\s*\)?\s*$/.exec(part) ?? [];
    const own = values[name];
    if (own === undefined) return false;
    const order = name === 'python_version' ? compareVersions(own, value) : own === value ? 0 : Number.NaN;
    if (sign === '==') return order === 0;
    if (sign === '!=') return order !== 0;
    if (sign === '<') return order < 0;
    if (sign === '>') return order > 0;
    return sign === '<=' ? order <= 0 : order >= 0;
  });
}

function compareVersions(a: string, b: string): number {
  const [x = 0, y = 0] = a.split('.').map(Number);
  const [u = 0, v = 0] = b.split('.').map(Number);
  return x - u || y - v;
}

const DISTRIBUTION = /^(.+?)(?:-[^-]+)?(?:-py[\d.]+)?\.(?:dist-info|egg-info|egg-link)$/;

function distributionOf(file: string): string | undefined {
  return file.length > 255 ? undefined : DISTRIBUTION.exec(file)?.[1];
}

function isInstalled({ finder, folders }: JudgedPath, name: string): boolean {
  const module = MODULES[name] ?? name.replaceAll('-', '_');
  return folders.some((folder) =>
    [...finder.list(folder)].some((file) => {
      const distribution = distributionOf(file);
      if (distribution !== undefined) return normalizeName(distribution) === name;
      return file === module || file.toLowerCase() === module.toLowerCase() || file.startsWith(`${module}.`);
    }),
  );
}

/** Whether one of them lies anywhere at all. */
function hasDistribution(scene: Check['scene'], names: readonly string[]): boolean {
  const wanted = new Set(names);
  for (const { path } of scene.tree.nodes()) {
    const distribution = distributionOf(path.slice(path.lastIndexOf('/') + 1));
    if (distribution === undefined || !wanted.has(normalizeName(distribution))) continue;
    if (!/\/(?:site|dist)-packages\//.test(path)) return true;
  }
  return false;
}
