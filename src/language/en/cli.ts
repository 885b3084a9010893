import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

export const cliSentences = {
  'folder-not-found': (a) => `there is no folder ${a.dir}`,
  'no-run-yet': (a) => `${a.dir} has no finished run; plimsoll optimize makes one`,
  'no-such-rung': (a, w) => `there is no rung ${a.rung}; known: ${w.list(a.known.map(String))}`,
  'rung-not-applicable': (a) => `rung ${a.rung} was never built, so there is nothing to apply`,
  'file-changed-since-run': (a) => `${a.file} has changed since the run; --force writes over it`,
  'applied-rung': (a, w) => `rung ${a.rung} is applied: ${w.list(a.files)}`,
  'undid-apply': (a, w) => `undone: ${w.list(a.files)}`,
  'nothing-to-undo': (a) => `nothing was applied in ${a.dir}`,
  swept: (a) => {
    const parts = [
      pluralize(a.containers, 'container'),
      pluralize(a.images, 'image'),
      pluralize(a.volumes, 'volume'),
      pluralize(a.networks, 'network'),
      pluralize(a.folders, 'folder'),
    ].filter((part) => !part.startsWith('0 '));
    return parts.length === 0 ? 'nothing of ours was left' : `removed ${parts.join(', ')}`;
  },
  'usage-error': (a) => a.text,
  'unexpected-error': (a) => `this is our fault, please report it: ${a.text}`,
} satisfies Partial<Catalogue>;
