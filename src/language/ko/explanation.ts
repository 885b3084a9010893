import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const LABELS = {
  cause: '원인',
  cure: '해결',
  shown: '줄',
  seen: '나타나는 모습',
  rules: '규칙',
  techniques: '단계',
  ignore: '무시해도 될 때',
  figures: '수치',
  mended: '고치는 단계',
} as const;

export const explanationSentences = {
  'explain-label': (a) => LABELS[a.of],
  'explain-see': (a) => `더 보기: docs/${a.page}.md#${a.id}`,
  'explain-line': (a) => a.text,
  'explain-nothing': (a) =>
    a.lines === 0 ? '원인을 말할 수 없습니다. 로그가 비었습니다' : `원인을 말할 수 없습니다. 마지막 ${a.lines}줄:`,
  'explain-no-words': (a) =>
    `${josa(`"${a.words}"`, '으로/로')} 아는 것이 없습니다. 다른 말, 로그의 한 줄, 로그 파일을 주십시오`,
  'explain-unread': (a, w) => `로그의 끝만 읽었습니다. 앞의 ${josa(w.bytes(a.bytes), '은/는')} 읽지 않았습니다`,
  'explain-more': () => '로그의 앞부분에 있는 다른 것:',
  'hint-explain': () => 'plimsoll explain에는 로그 파일, 표준 입력(-), 찾을 말을 줄 수 있습니다',
} satisfies Partial<Catalogue>;
