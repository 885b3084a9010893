import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

export const ladderSentences = {
  'choice-baseline': () => 'nothing that was tried beat it',
  'choice-smallest': () => 'the least to transfer among what works',
  'choice-all-steps-pay': () => 'every step up to it pays',
  'choice-rest-saves-little': (a, w) => `all that comes after it saves less than ${w.percent(a.ratio)}`,
  'choice-next-less-covered': (a) => `rung ${a.next} rests on fewer probes`,
  'choice-next-starts-slower': (a) => `rung ${a.next} takes ${a.ratio.toFixed(1)} times as long to start`,
  'baseline-not-built': () => 'the image as found does not build',
  'baseline-red': (a) =>
    `the image as found fails ${a.probes === 1 ? 'its only probe' : `all ${a.probes} probes`}, so nothing can be proven`,
  'baseline-partly-red': (a) => `the image as found fails ${pluralize(a.probes, 'probe')}, and --strict allows none`,
  'stopped-max-time': (a, w) => `the time limit of ${w.duration(a.limitMs)} was reached`,
  'stopped-max-disk': (a, w) => `the disk limit of ${w.bytes(a.limitBytes)} was reached`,
  'stopped-interrupted': () => 'interrupted',
  'entry-not-found': (a) =>
    `plimsoll.yaml names ${a.entry} as the file to edit, and the build context holds no such file`,
  'kept-image-differs': (a) =>
    `rung ${a.rung}, built again, is another image than the one that was verified: nothing was tagged ${a.name}; run optimize again`,
  'disk-below-limit': (a, w) =>
    `the engine has ${w.bytes(a.freeBytes)} free, and --max-disk asks for ${w.bytes(a.limitBytes)}`,
  'run-in-progress': (a) => `another run works in this project (process ${a.pid}, ${a.lock})`,
  'plan-edits': (a) =>
    [
      ...(a.dockerfile > 0 ? [`changes ${pluralize(a.dockerfile, 'place')} of the Dockerfile`] : []),
      ...(a.ignore ? ['adds to the ignore file'] : []),
    ].join(', '),
  'plan-nothing-to-edit': () => 'there is nothing left to change',
  'plan-title': (a) => `${a.dockerfile} · plan ${a.digest}`,
  'plan-applies': (a) => a.applies,
  'plan-foot': (a) =>
    `${pluralize(a.steps, 'step')} to try, decided from the source as if each were kept; nothing was built`,
} satisfies Partial<Catalogue>;
