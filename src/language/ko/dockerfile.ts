import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const ARGUMENT_FAULTS = {
  none: '인자가 필요합니다',
  'not-one': '인자는 하나만 받습니다',
  'too-few': '인자가 모자랍니다',
  'not-name-value': '이름=값 형식이 필요합니다',
  'blank-name': '이름이 비었습니다',
  'blank-value': '값이 비었습니다',
  'from-form': 'FROM 이미지 [AS 이름] 형식이어야 합니다',
  'heredoc-destination': '히어독을 대상으로 쓸 수 없습니다',
  'array-not-strings': '문자열 배열만 받습니다',
  'not-array': 'JSON 배열만 받습니다',
  'onbuild-trigger': '이 명령어는 트리거로 쓸 수 없습니다',
  'healthcheck-form': 'HEALTHCHECK NONE 또는 HEALTHCHECK CMD … 형식이어야 합니다',
} as const;

export const dockerfileSentences = {
  'dockerfile-utf16': () => 'Dockerfile이 UTF-16입니다. 어떤 빌더도 읽지 못합니다',
  'dockerfile-save-as-utf8': () => 'UTF-8로 저장하십시오',
  'dockerfile-empty': () => 'Dockerfile에 명령어가 없습니다',
  'dockerfile-over-limit': ({ limit, allowed }, w) =>
    `파일이 한 번에 읽는 한도인 ${limit === 'bytes' ? w.bytes(allowed) : `명령어 ${w.count(allowed)}개`}보다 깁니다`,
  'dockerfile-line-too-long': (a, w) => `${a.line}번째 줄이 빌더가 읽는 한도 ${w.bytes(a.limitBytes)}보다 깁니다`,
  'dockerfile-bad-directive': (a) =>
    a.reason === 'repeated'
      ? `${a.line}번째 줄: 지시자 ${josa(a.directive, '이/가')} 두 번 있습니다`
      : `${a.line}번째 줄: 지시자 ${a.directive}의 값을 빌더가 알지 못합니다`,
  'dockerfile-unknown-instruction': (a) => `${a.line}번째 줄: ${josa(a.keyword, '이라/라')}는 명령어는 없습니다`,
  'dockerfile-unterminated-heredoc': (a) => `${a.line}번째 줄: 히어독 ${josa(a.name, '이/가')} 끝나지 않았습니다`,
  'dockerfile-bad-heredoc': (a) => `${a.line}번째 줄: 히어독 형식이 잘못되었습니다`,
  'dockerfile-bad-arguments': (a) => `${a.line}번째 줄: ${a.keyword}: ${ARGUMENT_FAULTS[a.reason]}`,
  'dockerfile-unknown-flag': (a) => `${a.line}번째 줄: ${a.keyword}에는 ${a.flag} 플래그가 없습니다`,
  'dockerfile-bad-stage-name': (a) =>
    `${a.line}번째 줄: ${josa(`"${a.name}"`, '은/는')} 스테이지 이름이 될 수 없습니다`,
  'dockerfile-no-stage': (a) => `${a.line}번째 줄: 명령어가 스테이지 밖에 있습니다. FROM이 먼저 와야 합니다`,
  'dockerfile-unknown-target': (a, w) =>
    a.known.length === 0
      ? `${a.target} 스테이지가 없습니다. 이 Dockerfile에는 이름이 붙은 스테이지가 없습니다`
      : `${josa(a.target, '이라/라')}는 스테이지는 없습니다. 있는 스테이지: ${w.list(a.known)}`,
  'dockerfile-unknown-stage-index': (a) => `${a.line}번째 줄: 그 앞에 ${a.index}번 스테이지가 없습니다`,
  'dockerfile-bad-expansion': (a) => `${a.line}번째 줄: ${josa(`"${a.word}"`, '을/를')} 풀 수 없습니다: ${a.reason}`,
  'dockerfile-unset-base': (a) =>
    a.reason === 'blank'
      ? `${a.line}번째 줄: 빌드 인자가 없으면 베이스 이미지 ${josa(`"${a.word}"`, '이/가')} 비게 됩니다`
      : `${a.line}번째 줄: 베이스 이미지 "${a.word}"에 빌드 인자가 필요합니다: ${a.reason}`,
  'edit-outside-file': (a) => `${a.start}~${a.end}바이트를 고치는 편집이 파일 밖에 있습니다`,
  'edits-overlap': (a) => `두 편집이 ${a.start}~${a.end}바이트에서 겹칩니다`,
  'edit-breaks-dockerfile': (a) => `편집을 버렸습니다. 적용하면 Dockerfile을 해석할 수 없습니다 (${a.code})`,
  'edit-changes-other-instruction': (a) => `편집을 버렸습니다. 의도하지 않은 ${a.line}번째 줄(${a.keyword})이 바뀝니다`,
} satisfies Partial<Catalogue>;
