import { isMounted, lookUp, type Scene } from './closure-input.ts';

/** Where C libraries, Go and most others look for zones. */
const ZONE_DIRS = [
  '/usr/share/zoneinfo',
  '/share/zoneinfo',
  '/etc/zoneinfo',
  '/usr/share/lib/zoneinfo',
  '/usr/lib/locale/TZ',
  '/usr/lib/zoneinfo',
];
const GO_ARCHIVES = ['/usr/local/go', '/usr/lib/go', '/usr/lib/golang'];

/** Whether a zone is in the image, or may be laid over it. */
export function hasZone(scene: Scene, zone: string): boolean {
  const told = [scene.env.get('TZDIR'), scene.env.get('ZONEINFO')].filter((dir) => dir !== undefined);
  const given = told.some((path) => isMounted(scene, path) || lookUp(scene, path).node?.content !== undefined);
  return given || [...told, ...ZONE_DIRS].some((dir) => isThere(scene, `${dir}/${zone}`));
}

/** Whether there are zones at all. */
export function hasAnyZone(scene: Scene): boolean {
  const told = [scene.env.get('TZDIR'), scene.env.get('ZONEINFO')].filter((dir) => dir !== undefined);
  return [...told, ...ZONE_DIRS].some((dir) => {
    const { node } = lookUp(scene, dir);
    return isMounted(scene, dir) || (node !== undefined && scene.tree.children(node.path).length > 0);
  });
}

/** Go's own installation brings all zones in one file. */
export function hasGoArchive(scene: Scene): boolean {
  const roots = [scene.env.get('GOROOT') ?? '/usr/local/go', ...GO_ARCHIVES];
  return roots.some((root) => isThere(scene, `${root}/lib/time/zoneinfo.zip`));
}

function isThere(scene: Scene, path: string): boolean {
  return isMounted(scene, path) || lookUp(scene, path).node?.content !== undefined;
}
