import type { Catalogue } from '../contract.ts';

const PATTERN_FAULTS = {
  'lone-exclamation': '"!" stands alone',
  syntax: 'a class or an escape is not closed',
  expression: 'an escape, a range or a repetition means nothing',
  'control-character': 'a control character (a tab?), which the builder cannot be sent',
} as const;

export const projectSentences = {
  'ignore-pattern-bad': (a) => `${a.file}:${a.line}: pattern "${a.pattern}": ${PATTERN_FAULTS[a.reason]}`,
  'ignore-line-too-long': (a, w) =>
    `${a.file}:${a.line} is ${w.count(a.bytes)} bytes long; builders read lines up to ${w.count(a.limitBytes)}`,
  'context-not-found': (a) => `there is no folder ${a.dir}`,
  'context-not-a-directory': (a) => `${a.dir} is not a folder`,
  'context-unreadable': (a) => `${a.path} cannot be read (${a.reason}); a build would fail on it too`,
  'dockerfile-not-found': (a, w) => `no Dockerfile in ${a.dir} (looked for ${w.list(a.looked)})`,
  'dockerfile-not-a-file': (a) => `${a.path} is not a file`,
  'staged-path-outside': (a) => `${a.path} leads out of the copy of the context`,
  'stage-dir-exists': (a) => `${a.dir} is already there`,
} satisfies Partial<Catalogue>;
