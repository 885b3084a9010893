import type { Load, LoadBy, When } from './reading.ts';
import type { Manifest } from './reduce-manifest.ts';
import type { AddOnBytes } from './scan-add-on.ts';

/** What `nodeCollector` kept of a file. */
export type NodeFile =
  | { readonly is: 'script'; readonly script: KeptScript }
  | { readonly is: 'manifest'; readonly manifest: Manifest | 'malformed' | 'unknown' }
  | { readonly is: 'add-on'; readonly addOn: AddOnBytes };

/** Below a node_modules only the loads of its start were kept. */
export interface KeptScript {
  readonly loads: readonly Load[];
  readonly isModule: boolean;
  readonly isHook: boolean;
  readonly isBundle: boolean;
  readonly isSure: boolean;
}

const BY: Readonly<Record<string, LoadBy>> = { r: 'require', q: 'resolve', i: 'static', d: 'dynamic', b: 'bindings' };
const WHEN: Readonly<Record<string, When>> = { s: 'start', l: 'later', g: 'guarded' };

/** @param text as the collector wrote it, which may have lain in a cache */
export function readNodeFile(text: string): NodeFile {
  if (text.startsWith('P')) return { is: 'manifest', manifest: readManifest(text.slice(1)) };
  if (text.startsWith('N')) return { is: 'add-on', addOn: JSON.parse(text.slice(1)) as AddOnBytes };
  const [head = '', ...lines] = text.split('\n');
  return {
    is: 'script',
    script: {
      loads: lines.map(readLoad),
      isModule: head.includes('m'),
      isHook: head.includes('h'),
      isBundle: head.includes('b'),
      isSure: !head.includes('?'),
    },
  };
}

function readManifest(text: string): Manifest | 'malformed' | 'unknown' {
  if (text === '!') return 'malformed';
  return text === '?' ? 'unknown' : (JSON.parse(text) as Manifest);
}

function readLoad(line: string): Load {
  const space = line.indexOf(' ');
  return {
    by: BY[line.charAt(0)] ?? 'require',
    when: WHEN[line.charAt(1)] ?? 'guarded',
    line: Number(line.slice(2, space)),
    specifier: line.slice(space + 1),
  };
}
