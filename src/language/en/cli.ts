import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

export const cliSentences = {
  'given-file-missing': (a) => `there is no file ${a.file}`,
  'metadata-file-useless': (a) =>
    a.fault === 'malformed'
      ? `${a.file} is no JSON of docker buildx build --metadata-file`
      : `${a.file} does not tell which step made which layer; build with --provenance=mode=max and BUILDX_METADATA_PROVENANCE=max`,
  'bad-limit': (a, w) => `${a.text} sets no limit; NAME=NUMBER with one of ${w.list(a.known)}`,
  'hint-set-limit': (a) => `where the image is to be trusted: --limit ${a.name}=NUMBER`,
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
  'unknown-verb': (a) => `there is no verb ${a.word}`,
  'unknown-flag': (a) => `there is no flag ${a.flag}`,
  'flag-repeated': (a) => `${a.flag} is given twice`,
  'argument-missing': (a) => `${a.name} is missing`,
  'argument-unexpected': (a) => `${a.value} is one argument too many`,
  'value-not-known': (a, w) => `${a.flag} does not take ${a.value}; it takes ${w.list(a.known)}`,
  'did-you-mean': (a) => `did you mean ${a.near.join(' or ')}?`,
  'system-refused': (a) => (a.path === '' ? `${a.operation}: ${a.reason}` : `${a.path}: ${a.operation}: ${a.reason}`),
  'rung-not-working': (a) => `rung ${a.rung} was built but is ${a.running}; --force applies it all the same`,
  'file-not-committed': (a) => `${a.file} has changes that are not committed; --force writes over them`,
  'file-changed-since-apply': (a) => `${a.file} has changed since it was applied; --force restores the old one over it`,
  'file-outside-project': (a) => `${a.file} leads out of the project; --force writes there all the same`,
  'record-damaged': (a) => `${a.path} is not as the run wrote it; run plimsoll optimize again`,
  'rung-in-place': (a) => `rung ${a.rung} is in place already`,
  'commit-smaller': (a, w) =>
    `Make the image smaller: ${w.bytes(a.from)} to ${w.bytes(a.to)} (-${w.percent(-a.ratio)})`,
  'commit-faster': (a, w) => `Rebuild the image faster: ${w.duration(a.fromMs)} to ${w.duration(a.toMs)} after an edit`,
  'commit-other': (a) => `Apply rung ${a.rung} of plimsoll`,
  'commit-column': (a) => a.column,
  'commit-run': (a) => `Measured and verified by plimsoll ${a.version}: run ${a.run}, rung ${a.rung}`,
  'swept-cache': (a) => `removed ${pluralize(a.mounts, 'cache mount')} of ours from the build cache`,
  'cache-not-swept': (a) => `our cache mounts stay in the build cache: ${a.reason}`,
} satisfies Partial<Catalogue>;
