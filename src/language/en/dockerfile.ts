import type { Catalogue } from '../contract.ts';

const ARGUMENT_FAULTS = {
  none: 'needs arguments',
  'not-one': 'takes exactly one argument',
  'too-few': 'has too few arguments',
  'not-name-value': 'needs name=value',
  'blank-name': 'has an empty name',
  'blank-value': 'has an empty value',
  'from-form': 'must be FROM image [AS name]',
  'heredoc-destination': 'cannot have a heredoc as its destination',
  'array-not-strings': 'takes an array of strings only',
  'not-array': 'takes a JSON array only',
  'onbuild-trigger': 'cannot trigger this instruction',
  'healthcheck-form': 'must be HEALTHCHECK NONE or HEALTHCHECK CMD …',
} as const;

export const dockerfileSentences = {
  'dockerfile-utf16': () => 'the Dockerfile is UTF-16, which no builder reads',
  'dockerfile-save-as-utf8': () => 'save it as UTF-8',
  'dockerfile-empty': () => 'the Dockerfile has no instruction',
  'dockerfile-over-limit': ({ limit, allowed }, w) =>
    `the file is longer than the ${limit === 'bytes' ? w.bytes(allowed) : `${w.count(allowed)} instructions`} that are read of one`,
  'dockerfile-line-too-long': (a, w) => `line ${a.line} is longer than the ${w.bytes(a.limitBytes)} a builder reads`,
  'dockerfile-bad-directive': (a) =>
    a.reason === 'repeated'
      ? `line ${a.line}: the directive ${a.directive} is given twice`
      : `line ${a.line}: the directive ${a.directive} has a value no builder knows`,
  'dockerfile-unknown-instruction': (a) => `line ${a.line}: there is no instruction ${a.keyword}`,
  'dockerfile-unterminated-heredoc': (a) => `line ${a.line}: the heredoc ${a.name} has no end`,
  'dockerfile-bad-heredoc': (a) => `line ${a.line}: the heredoc is not well formed`,
  'dockerfile-bad-arguments': (a) => `line ${a.line}: ${a.keyword} ${ARGUMENT_FAULTS[a.reason]}`,
  'dockerfile-unknown-flag': (a) => `line ${a.line}: ${a.keyword} has no flag ${a.flag}`,
  'dockerfile-bad-stage-name': (a) => `line ${a.line}: "${a.name}" cannot be the name of a stage`,
  'dockerfile-no-stage': (a) => `line ${a.line}: an instruction stands outside any stage; a FROM must come first`,
  'dockerfile-unknown-target': (a, w) =>
    a.known.length === 0
      ? `there is no stage ${a.target}: this Dockerfile names none`
      : `there is no stage ${a.target}; known: ${w.list(a.known)}`,
  'dockerfile-unknown-stage-index': (a) => `line ${a.line}: there is no stage number ${a.index} before it`,
  'dockerfile-bad-expansion': (a) => `line ${a.line}: "${a.word}" cannot be expanded: ${a.reason}`,
  'dockerfile-unset-base': (a) =>
    a.reason === 'blank'
      ? `line ${a.line}: the base "${a.word}" is empty without its build argument`
      : `line ${a.line}: the base "${a.word}" needs its build argument: ${a.reason}`,
  'edit-outside-file': (a) => `an edit of bytes ${a.start} to ${a.end} lies outside the file`,
  'edits-overlap': (a) => `two edits overlap at bytes ${a.start} to ${a.end}`,
  'edit-breaks-dockerfile': (a) => `the edit was dropped: the Dockerfile would not parse after it (${a.code})`,
  'edit-changes-other-instruction': (a) =>
    `the edit was dropped: it would change line ${a.line} (${a.keyword}), which it did not mean to`,
} satisfies Partial<Catalogue>;
