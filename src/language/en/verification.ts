import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

const VERDICTS = {
  works: 'works',
  'works-as-before': 'works as before: what was red on the other image is red here too',
  broken: 'is broken',
  unverified: 'cannot be told',
} as const;
const BREAKS = {
  start: 'it cannot start',
  healthcheck: 'its HEALTHCHECK fails',
  later: 'what needs it fails',
  answer: 'when asked',
  image: 'of the image',
} as const;
const OUTCOMES = { pass: 'passes', 'as-before': 'red, as before', fail: 'fails', 'not-run': 'not asked' } as const;
const HEALTH = {
  'cannot-run': 'cannot run: the container is never healthy',
  'not-asked': 'not run; nothing in the files speaks against it',
  passes: 'passes',
  fails: 'fails',
} as const;

export const verificationSentences = {
  'verify-result': (a) =>
    a.how === 'static' && a.verdict === 'unverified'
      ? `${a.name}: nothing in its files speaks against it; nothing was run`
      : `${a.name} ${VERDICTS[a.verdict]}${a.causes === 0 ? '' : ` (${pluralize(a.causes, 'cause')}${a.how === 'static' ? ', told from its files' : ''})`}`,
  'verify-against': (a) => `held to the answers of ${a.name}`,
  'verify-cause': (a, w) => `${BREAKS[a.of]}: ${w.say(a.said)}`,
  'verify-evidence': (a) => `seen: ${a.evidence}`,
  'verify-cure': (a, w) => `cure: ${w.say(a.cure)}`,
  'verify-heading': (a) => (a.of === 'hints' ? 'may be wrong, or harmless' : 'asked'),
  'verify-probe': (a) => `${OUTCOMES[a.outcome]}: ${a.id}`,
  'verify-coverage': (a) => `${a.probed} of ${pluralize(a.known, 'known route')} asked`,
  'verify-measure': (a, w) => {
    const [show, what] = a.of === 'firstAnswerMs' ? [w.duration, 'first answer after'] : [w.bytes, 'memory at most'];
    return `${what} ${show(a.is)} (n = ${a.n}), ${show(a.was)} on the other image (n = ${a.wasN})`;
  },
  'verify-healthcheck': (a) => `HEALTHCHECK ${HEALTH[a.is]}`,
  'verify-next-run': (a) => `plimsoll verify ${a.name}      (runs it and asks it)`,
} satisfies Partial<Catalogue>;
