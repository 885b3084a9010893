import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const VERDICTS = {
  works: '동작합니다',
  'works-as-before': '이전과 같이 동작합니다. 비교한 이미지에서 실패하던 것은 여기서도 실패합니다',
  broken: '깨졌습니다',
  unverified: '판정할 수 없습니다',
} as const;
const BREAKS = {
  start: '시작할 수 없음',
  healthcheck: 'HEALTHCHECK 실패',
  later: '이것이 필요한 동작이 실패함',
  answer: '물었을 때',
  image: '이미지 전체',
} as const;
const OUTCOMES = { pass: '통과', 'as-before': '이전과 같이 실패', fail: '실패', 'not-run': '묻지 않음' } as const;
const HEALTH = {
  'cannot-run': '실행할 수 없음. 컨테이너가 healthy가 되지 않습니다',
  'not-asked': '실행하지 않음. 파일에서 문제를 찾지 못했습니다',
  passes: '통과',
  fails: '실패',
} as const;

export const verificationSentences = {
  'verify-result': (a) =>
    a.how === 'static' && a.verdict === 'unverified'
      ? `${a.name}: 파일에서 문제를 찾지 못했고, 아무것도 실행하지 않았습니다`
      : `${josa(a.name, '은/는')} ${VERDICTS[a.verdict]}${a.causes === 0 ? '' : ` (${a.how === 'static' ? '파일에서 찾은 ' : ''}원인 ${a.causes}개)`}`,
  'verify-against': (a) => `${a.name}의 응답과 비교했습니다`,
  'verify-cause': (a, w) => `${BREAKS[a.of]}: ${w.say(a.said)}`,
  'verify-evidence': (a) => `근거: ${a.evidence}`,
  'verify-cure': (a, w) => `해결: ${w.say(a.cure)}`,
  'verify-heading': (a) => (a.of === 'hints' ? '문제일 수도 있고 아닐 수도 있는 것' : '물어본 것'),
  'verify-probe': (a) => `${OUTCOMES[a.outcome]}: ${a.id}`,
  'verify-coverage': (a) => `알려진 경로 ${a.known}개 가운데 ${a.probed}개를 물었습니다`,
  'verify-measure': (a, w) => {
    const [show, what] = a.of === 'firstAnswerMs' ? [w.duration, '첫 응답까지'] : [w.bytes, '최대 메모리'];
    return `${what} ${show(a.is)} (n = ${a.n}), 비교한 이미지는 ${show(a.was)} (n = ${a.wasN})`;
  },
  'verify-healthcheck': (a) => `HEALTHCHECK ${HEALTH[a.is]}`,
  'verify-next-run': (a) => `plimsoll verify ${a.name}      (실행하고 물어봅니다)`,
} satisfies Partial<Catalogue>;
