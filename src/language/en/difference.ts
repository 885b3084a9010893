import type { Catalogue } from '../contract.ts';
import { formatChange } from '../format-ratio.ts';
import { pluralize } from './pluralize.ts';

const HEADINGS = {
  privileges: 'privileges',
  config: 'configuration',
  packages: 'packages',
  paths: 'paths, largest first',
} as const;

const PRIVILEGES = {
  'setuid-gained': 'runs as its owner now (setuid)',
  'setuid-lost': 'no longer runs as its owner (setuid)',
  'setgid-gained': 'runs with its group now (setgid)',
  'setgid-lost': 'no longer runs with its group (setgid)',
  'capability-gained': 'has more capabilities now',
  'capability-lost': 'has fewer capabilities now',
  'user-to-root': 'containers run as root now',
  'user-from-root': 'containers no longer run as root',
  'world-writable-gained': 'everyone may write it now',
  'setuid-owner': 'runs as another owner',
  'setgid-group': 'runs as another group',
} as const;

const FIELDS = {
  content: 'content',
  bytes: 'length',
  type: 'type',
  mode: 'mode',
  uid: 'user',
  gid: 'group',
  link: 'target',
  xattrs: 'extended attributes',
  device: 'device',
  mtime: 'time',
} as const;

export const differenceSentences = {
  'diff-title': (a) => `${a.before} → ${a.after}`,
  'diff-same': () => 'containers of both find the same: no path and no field of the configuration differs',
  'diff-times': (a) =>
    `${pluralize(a.paths, 'path')} ${a.paths === 1 ? 'differs' : 'differ'} in time only, which every build does`,
  'diff-sizes': (a, w) =>
    a.before === a.after
      ? `${w.bytes(a.before)} unpacked, both`
      : `unpacked ${w.bytes(a.before)} → ${w.bytes(a.after)}${a.before === 0 ? '' : `, ${formatChange(a.after / a.before - 1)}`}`,
  'diff-summary': (a) =>
    [
      `${pluralize(a.added, 'path')} added, ${a.removed} removed, ${a.changed} changed`,
      pluralize(a.packages, 'package'),
      pluralize(a.config, 'configuration field'),
      pluralize(a.privileges, 'privilege'),
    ].join('; '),
  'diff-bytes': (a, w) =>
    a.bytesDelta === 0
      ? 'what a container finds is of the same size'
      : `what a container finds is ${w.bytes(Math.abs(a.bytesDelta))} ${a.bytesDelta < 0 ? 'smaller' : 'larger'}`,
  'diff-layers': (a, w) =>
    `${pluralize(a.shared, 'layer')} shared (${w.bytes(a.sharedBytes)}), ${a.before} only before, ${a.after} only after`,
  'diff-heading': (a) => HEADINGS[a.of],
  'diff-privilege': (a) => PRIVILEGES[a.is],
  'diff-no-value': () => '(nothing)',
  'diff-files': (a) => pluralize(a.files, 'file'),
  'diff-fields': (a) => a.fields.map((field) => FIELDS[field]).join(', '),
  'diff-more': (a) => `and ${a.count} more`,
  'diff-more-paths': (a) => `and ${a.added} more added, ${a.removed} removed, ${a.changed} changed`,
} satisfies Partial<Catalogue>;
