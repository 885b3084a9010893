import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

const NOWHERE = {
  unreachable: 'cannot be reached',
  denied: 'does not let us read it (docker login?)',
  lacks: 'has none either',
} as const;

export const cliSentences = {
  'given-file-missing': (a) => `there is no file ${a.file}`,
  'given-is-folder': (a) => `${a.file} is a folder, not a file`,
  'given-is-file': (a) => `${a.file} is a file, not a folder`,
  'given-no-file': (a) => `${a.file} is a pipe or a device; save it to a file, which is read by position`,
  'given-empty': (a) => `${a.file} is empty`,
  'archive-compressed': (a) =>
    `${a.file} is compressed by ${a.by}; archives are read in place, so undo it first: ${a.command}`,
  'unknown-source': (a, w) => `images do not come from ${a.prefix}: but from ${w.list(a.known)}`,
  'image-nowhere': (a, w) => {
    const engine = a.engine === 'lacks' ? `the engine has no image ${a.image}` : `no engine answers for ${a.image}`;
    const others = a.tags?.length ? ` (it has ${w.list(a.tags)})` : '';
    const reason = a.reason === undefined ? '' : `: ${a.reason}`;
    return `${engine}${others}, and ${a.host} ${NOWHERE[a.registry]}${reason}`;
  },
  'output-lost': (a) => `the result could not be written: ${a.reason}`,
  'hint-own-record': () => "lines are told by the image's own record instead",
  'value-missing': (a, w) => `${a.flag} lacks its value${a.known.length > 0 ? `; it takes ${w.list(a.known)}` : ''}`,
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
  'temp-folder-refused': (a) => `no folder for the image can be made in ${a.dir}: ${a.reason}`,
  'hint-set-tmpdir': () => 'set TMPDIR to a folder that can be written',
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
