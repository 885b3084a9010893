import type { Messages } from '../../model/message.ts';
import type { Catalogue, Words } from '../contract.ts';
import { formatPercent } from '../format-ratio.ts';
import { CURES } from './cures.ts';
import { pluralize } from './pluralize.ts';

type Placed = Messages['inspect-finding'];

const COLUMNS = {
  layer: 'layer',
  unpacked: 'unpacked',
  transfer: 'transfer',
  dead: 'dead',
  files: 'files',
  line: 'line',
  instruction: 'instruction',
} as const;

const PACKAGE_COLUMNS = {
  package: 'package',
  version: 'version',
  kind: 'kind',
  bytes: 'unpacked',
  layer: 'layer',
} as const;

const LINE_COLUMNS = { bytes: 'unpacked', dead: 'dead', line: 'line', text: 'Dockerfile' } as const;

const HEADINGS = {
  findings: 'what may be there for nothing',
  layers: 'layers, counted from 0',
  packages: 'packages',
  lines: 'by line',
  notes: 'what is odd about it',
  secrets: 'secrets',
} as const;

const REASONS = {
  'deleted-later': 'deleted later',
  'overwritten-later': 'overwritten later',
  'metadata-copied': 'copied only to change mode, owner or time',
  'replaced-later': 'replaced by something else later',
  'version-control': 'history of version control',
  'package-lists': 'package lists',
  'package-cache': 'caches of package managers and temporary files',
  compiler: 'compilers and build tools',
  'dev-dependency': 'packages for development',
  headers: 'headers and static libraries',
  documentation: 'documentation',
  locales: 'translations',
  tests: 'tests of packages',
  bytecode: 'compiled Python beside its source',
  data: 'data and models',
  'duplicate-content': 'in further copies of the same content',
  'duplicate-package': 'in further copies of one package',
} as const;

const KNOWN = {
  provenance: "lines are exact: the build's own record tells them",
  dockerfile: 'lines are matched: the steps of the history are those of the Dockerfile',
  history: 'no lines: the image tells only its steps; hand over the Dockerfile with --file',
  nothing: 'no lines: the image does not tell its steps',
} as const;

const UNFIT = 'no lines: what was handed over does not fit the steps of this image';

const NOTES = {
  'entry-traversal': 'names climb above the root; engines place them below it',
  'tar-ambiguous': 'members say a length and have none: other readers see other files behind them',
  'duplicate-path': 'names are given twice; the last one counts',
  'device-node': 'device files',
  'data-after-end': 'bytes behind the end of the tar that nobody reads',
  'end-missing': 'the tar has no proper end',
  'media-type-mismatch': 'it is compressed otherwise than its media type says',
  'attestation-unread': 'attestations of its build could not be read',
  'layer-order': 'the manifest has the layers in another order than the configuration, which was followed',
  'history-mismatch': 'the history does not fit the layers, and is not believed',
  'foreign-layer': 'it is meant to be fetched from elsewhere, which is never done',
  'link-loop': 'symlinks lead in a circle',
  'hostile-name': 'names hold control characters or turn the direction of writing',
  'aufs-metadata': 'left-overs of the old AUFS driver',
} as const;

const SECRETS = {
  'private-key': 'a private key',
  'cloud-credentials': 'credentials of a cloud',
  'registry-login': 'a login of a registry',
  'package-token': 'a token of a package index',
  'git-credentials': 'credentials of Git or a host',
  'access-token': 'an access token',
  'environment-variable': 'an environment variable with a secret',
  'build-argument': 'a build argument with a secret',
  label: 'a label with a secret',
  command: 'a secret in a command',
  'environment-file': 'an environment file with secrets',
} as const;

export const inspectionSentences = {
  'inspect-title': (a) => [a.name, a.platform, pluralize(a.layers, 'layer')].filter((part) => part !== '').join(' · '),
  'inspect-sizes': (a, w) =>
    [
      `${w.bytes(a.unpackedBytes)} unpacked`,
      ...(a.baseBytes === undefined ? [] : [`${w.bytes(a.baseBytes)} of them of the base`]),
      ...(a.transferBytes === undefined ? [] : [`${w.bytes(a.transferBytes)} to transfer`]),
      `${w.bytes(a.deadBytes)} dead`,
      ...(a.duplicateBytes === undefined ? [] : [`${w.bytes(a.duplicateBytes)} in further copies of equal files`]),
    ].join(', '),
  'inspect-efficiency': (a) =>
    `${formatPercent(a.efficiency)} of the unpacked bytes are alive${
      a.diveEfficiency === undefined ? '' : ` (dive's own efficiency: ${formatPercent(a.diveEfficiency)})`
    }`,
  'inspect-needless': (a, w) =>
    a.ownBytes === undefined
      ? `${w.bytes(a.bytes)} in all, each byte counted once`
      : `${w.bytes(a.ownBytes)} of your own layers and ${w.bytes(a.bytes - a.ownBytes)} of the base, each byte counted once`,
  'inspect-joining': (a, w) =>
    a.bytes === 0
      ? 'joining the layers would save 0 B: fewer layers alone make nothing smaller'
      : `joining the layers would save ${w.bytes(a.bytes)}: what is dead, and nothing else`,
  'inspect-heading': (a) => HEADINGS[a.of],
  'inspect-column': (a) => COLUMNS[a.column],
  'inspect-package-column': (a) => PACKAGE_COLUMNS[a.column],
  'inspect-line-column': (a) => LINE_COLUMNS[a.column],
  'inspect-line-beyond': () => '(the file has no such line)',
  'inspect-finding': (a, w) =>
    [
      `${w.bytes(a.bytes)} ${REASONS[a.code]}: ${a.package ?? placeOf(a, w)}`,
      ...(a.instead === undefined || a.instead === a.package ? [] : [`now ${a.instead}`]),
      pluralize(a.files, 'file'),
      ...(a.layer === undefined
        ? a.isBase
          ? ['of the base']
          : []
        : [`carried by layer ${a.layer}${a.isBase ? ' of the base' : ''}${called(a.from)}`]),
      ...(a.by === undefined ? [] : [`hidden by layer ${a.by}${called(a.killer)}`]),
      ...(a.code === 'duplicate-package' ? [a.examples.join(' and ')] : []),
    ].join(', '),
  'inspect-nothing-found': () => 'nothing found that is there for nothing',
  'inspect-more-findings': (a, w) =>
    [
      ...(a.count === 0 ? [] : [`and ${pluralize(a.count, 'smaller finding')}, ${w.bytes(a.bytes)} together`]),
      ...(a.copies === 0
        ? []
        : [
            `and ${pluralize(a.copies, 'smaller group')} of further copies, ${w.bytes(a.copiesBytes)}, partly counted in other findings`,
          ]),
    ].join('; '),
  'inspect-more-packages': (a, w) => `and ${pluralize(a.count, 'smaller package')}, ${w.bytes(a.bytes)} together`,
  'inspect-packages-unread': (a) => `${pluralize(a.files, 'file')} that may tell of packages could not be read`,
  'inspect-lines-known': (a) =>
    a.isGiven && (a.known === 'history' || a.known === 'nothing') ? UNFIT : KNOWN[a.known],
  'inspect-headers-only': () =>
    'headers only: packages, secrets and equal contents were not looked at, and a copy made for its mode counts as overwritten',
  'inspect-more-secrets': (a) => `and ${a.count} more`,
  'inspect-note': (a, w) =>
    [
      a.layer === undefined ? NOTES[a.code] : `layer ${a.layer}: ${NOTES[a.code]}`,
      ...(a.path === undefined ? [] : [a.count === 1 ? a.path : `${a.path} and ${a.count - 1} more`]),
      ...(a.bytes === undefined ? [] : [w.bytes(a.bytes)]),
    ].join(', '),
  'inspect-secret': (a) => {
    const what = a.path ?? a.name;
    const where =
      a.path === undefined
        ? a.step === undefined
          ? 'in the configuration'
          : `in the history${called(a.from)}`
        : `carried by layer ${a.layer}${called(a.from)}`;
    const hidden = a.isHidden ? '; hidden by a later layer, and still in the image' : '';
    return `${what === undefined ? '' : `${what}: `}${SECRETS[a.kind]}, ${where}${hidden}`;
  },
  'next-file': (a) => `plimsoll inspect --file Dockerfile ${a.name}      (tells the line of each layer)`,
  'finding-reason': (a) => REASONS[a.code],
  'finding-cure': (a) => CURES[a.code],
  'validate-result': (a) =>
    a.layers === undefined
      ? `${a.name} cannot be opened`
      : a.faults === 0
        ? `${a.name}: ${pluralize(a.layers, 'layer')} read to the last byte, nothing wrong`
        : `${a.name}: ${pluralize(a.faults, 'fault')} in ${pluralize(a.layers, 'layer')}`,
  'validate-fault': (a, w) => (a.layer === undefined ? w.say(a.fault) : `layer ${a.layer}: ${w.say(a.fault)}`),
  'inspect-unknown-bytes': (a, w) => `${w.bytes(a.bytes)} are of layers whose step is not known`,
} satisfies Partial<Catalogue>;

/** Equal contents are told by their paths alone. */
function placeOf(a: Placed, w: Words): string {
  if (a.code === 'duplicate-content') return a.examples.join(' = ');
  if (a.mostly === undefined) return a.place === '' ? 'several folders' : a.place;
  const most = w.bytes(a.mostly.bytes);
  return a.place === '' ? `mostly in ${a.mostly.place} (${most})` : `${a.place}, mostly in ${tail(a)} (${most})`;
}

/** Below its place. */
function tail({ place, mostly }: Placed): string {
  return mostly?.place.slice(place.length) ?? '';
}

function called(instruction: string): string {
  return instruction === '' ? '' : ` (${instruction})`;
}
