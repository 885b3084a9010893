import type { TreeNode } from '../../../image/contract.ts';
import { message } from '../../../model/message.ts';
import type { Check } from '../check-program.ts';
import { type ClosureFinding, found, type Scene } from '../closure-input.ts';
import type { ModuleFinder } from './find-module.ts';
import type { ImportGraph, MissingImport } from './follow-imports.ts';
import { homeOf, type PythonPath } from './open-python-path.ts';
import { findStandard } from './standard-modules.ts';

/** More of the same tells a reader nothing new. */
const MAX_FINDINGS = 12;
/** Folders with names of all kinds, none of which Python looks in. */
const NO_PYTHON =
  /^(?:etc|dev|proc|sys|var\/(?:cache|log|lib\/dpkg|lib\/apt)|usr\/(?:share|include|lib\/apt|sbin|bin)|bin|sbin)\//;

export interface JudgedPath extends PythonPath {
  readonly finder: ModuleFinder;
}

/** What is missing for sure, with the place where it lies instead. */
export function judgeImports(check: Check, path: JudgedPath, graph: ImportGraph): readonly ClosureFinding[] {
  if (path.known === 'blind') return [];
  const asked = graph.missing.filter((missing) => missing.certainty !== 'perhaps' && !isGiven(missing.name, graph));
  const missing = asked.filter((one) => isAccused(path, graph, one));
  const places =
    missing.length === 0
      ? new Map()
      : findPlaces(
          check.scene,
          missing.map(({ name }) => name),
        );
  const isWhole = !graph.isOpen;
  return missing
    .filter(({ name }) => isWhole || (places.get(name) ?? []).length === 0)
    .toSorted((a, b) => Number(b.certainty === 'start') - Number(a.certainty === 'start'))
    .slice(0, MAX_FINDINGS)
    .map((one) => sayMissing(check, path, one, places.get(one.name) ?? []));
}

function isGiven(name: string, { provides }: ImportGraph): boolean {
  return provides.has(name) || provides.has(name.split('.', 1)[0] ?? name);
}

function isAccused(path: JudgedPath, graph: ImportGraph, { name, parent }: MissingImport): boolean {
  const top = name.split('.', 1)[0] ?? name;
  const standard = findStandard(top);
  if (parent === undefined) return standard !== 'unsure';
  if (graph.open.has(top) || parent.folders.length === 0) return false;
  return standard === undefined || !parent.folders[0]?.startsWith(`${path.library}/`);
}

/** Where else in the image something by these names lies that could be imported, in one pass. */
function findPlaces(scene: Scene, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byLast = new Map<string, string[]>();
  for (const name of names) {
    const last = name.slice(name.lastIndexOf('.') + 1);
    byLast.set(last, [...(byLast.get(last) ?? []), name]);
  }
  const places = new Map<string, string[]>();
  for (const node of scene.tree.nodes()) {
    const base = node.path.slice(node.path.lastIndexOf('/') + 1);
    const dot = base.indexOf('.');
    const wanted = byLast.get(dot < 0 ? base : base.slice(0, dot));
    if (wanted === undefined || !isModule(node, base) || NO_PYTHON.test(node.path)) continue;
    const folder = `/${node.path.slice(0, Math.max(0, node.path.length - base.length - 1))}`;
    for (const name of wanted) {
      const around = name.includes('.') ? `/${name.slice(0, name.lastIndexOf('.')).replaceAll('.', '/')}` : '';
      if (folder.endsWith(around)) {
        const place = folder.slice(0, folder.length - around.length) || '/';
        places.set(name, [...(places.get(name) ?? []), place]);
      }
    }
  }
  return places;
}

function isModule({ entry }: TreeNode, base: string): boolean {
  if (entry.type === 'dir') return !base.includes('.');
  return /\.(?:py|pyc|so)$/.test(base) || (entry.type === 'symlink' && !base.includes('.'));
}

const SITE = /\/(?:site|dist)-packages$/;

function sayMissing(check: Check, path: JudgedPath, missing: MissingImport, places: readonly string[]): ClosureFinding {
  const { name, certainty, importer, parent } = missing;
  const module = name;
  const importedBy = importer.path;
  const of = check.of === 'start' && certainty === 'later' ? 'later' : check.of;
  const evidence = `${importedBy}${importer.line > 0 ? `:${importer.line}: import` : ''} ${name}`;
  const top = name.split('.', 1)[0] ?? name;
  if (parent === undefined && findStandard(top) === 'file') {
    const said = message('closure-python-standard-missing', { module, importedBy, folder: path.library });
    return found(true, of, said, evidence);
  }
  const last = name.slice(name.lastIndexOf('.') + 1);
  const unfit = path.tag && path.finder.findUnfit(last, parent?.folders ?? path.folders);
  if (unfit !== undefined && path.tag !== undefined) {
    const said = message('closure-python-extension-unfit', { module, path: unfit, fits: path.tag });
    return withCure(
      found(true, of, said, evidence),
      message('cure-python-same-version', { folder: unfit, version: path.version }),
    );
  }
  const folder = places.find((place) => SITE.test(place));
  if (folder !== undefined && parent === undefined) {
    const said = message('closure-python-module-elsewhere', { module, importedBy, folder });
    return withCure(found(true, of, said, `${evidence}; ${folder}`), cureFor(check.scene, path, folder));
  }
  if (importer.isLauncher === true) {
    return found(true, of, message('closure-python-target-missing', { launcher: importedBy, module }), evidence);
  }
  const finding = found(true, of, message('closure-python-module-missing', { module, importedBy }), evidence);
  return parent === undefined ? withCure(finding, message('cure-python-install', { module: top })) : finding;
}

function cureFor(scene: Scene, path: PythonPath, folder: string) {
  const version = /\/python(\d\.\d+)\//.exec(folder)?.[1];
  if (version !== undefined && version !== path.version) {
    return message('cure-python-same-version', { folder, version: path.version });
  }
  const isOtherHome = folder.includes('/.local/') && !folder.startsWith(`${homeOf(scene)}/.local/`);
  return isOtherHome || folder.startsWith('/root/')
    ? message('cure-python-home-folder', { folder })
    : message('cure-python-path', { folder });
}

export function withCure(finding: ClosureFinding, cure: ClosureFinding['cause']['cure']): ClosureFinding {
  return { ...finding, cause: { ...finding.cause, cure } };
}
