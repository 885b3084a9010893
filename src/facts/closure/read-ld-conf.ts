import { lookUp, type Scene } from './closure-input.ts';

/** Folders that ld.so.conf and its includes name. @returns undefined where a file of it was not kept */
export function readLdConf(
  scene: Scene,
  path = '/etc/ld.so.conf',
  seen: Set<string> = new Set(),
): readonly string[] | undefined {
  const { node } = lookUp(scene, path);
  if (node?.content === undefined || seen.has(node.path)) return [];
  seen.add(node.path);
  const text = scene.files.text(node);
  if (text === undefined) return undefined;
  const dirs: string[] = [];
  for (const line of text.split('\n').map((l) => l.replace(/#.*/, '').trim())) {
    const include = /^include\s+(.+)$/.exec(line)?.[1];
    if (include === undefined) {
      if (line.startsWith('/')) dirs.push(line.split(/[\s=]/, 1)[0] ?? line);
      continue;
    }
    for (const file of expandInclude(scene, include)) {
      const more = readLdConf(scene, file, seen);
      if (more === undefined) return undefined;
      dirs.push(...more);
    }
  }
  return dirs;
}

/** Only `*` in the last component, which is all that is used. */
function expandInclude(scene: Scene, pattern: string): readonly string[] {
  const full = pattern.startsWith('/') ? pattern : `/etc/${pattern}`;
  const slash = full.lastIndexOf('/');
  const [head = '', ...rest] = full.slice(slash + 1).split('*');
  if (rest.length === 0) return [full];
  const dir = lookUp(scene, full.slice(0, slash)).node;
  const tail = rest.at(-1) ?? '';
  return scene.tree
    .children(dir?.path ?? '\0')
    .map((node) => `/${node.path}`)
    .filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return name.startsWith(head) && name.endsWith(tail);
    });
}
