import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const cliSentences = {
  'folder-not-found': (a) => `디렉터리 ${josa(a.dir, '이/가')} 없습니다`,
  'no-run-yet': (a) => `${a.dir}에 끝난 실행이 없습니다. 먼저 plimsoll optimize를 실행하십시오`,
  'no-such-rung': (a, w) => `${a.rung}단계는 없습니다. 있는 단계: ${w.list(a.known.map(String))}`,
  'rung-not-applicable': (a) => `${a.rung}단계는 빌드된 적이 없어 적용할 것이 없습니다`,
  'file-changed-since-run': (a) => `${josa(a.file, '이/가')} 실행 이후에 바뀌었습니다. --force를 주면 덮어씁니다`,
  'applied-rung': (a, w) => `${a.rung}단계를 적용했습니다: ${w.list(a.files)}`,
  'undid-apply': (a, w) => `되돌렸습니다: ${w.list(a.files)}`,
  'nothing-to-undo': (a) => `${a.dir}에 적용한 것이 없습니다`,
  swept: (a) => {
    const counts: readonly (readonly [string, number])[] = [
      ['컨테이너', a.containers],
      ['이미지', a.images],
      ['볼륨', a.volumes],
      ['네트워크', a.networks],
      ['디렉터리', a.folders],
    ];
    const parts = counts.filter(([, count]) => count > 0).map(([noun, count]) => `${noun} ${count}개`);
    return parts.length === 0 ? '지울 것이 없습니다' : `지운 것: ${parts.join(', ')}`;
  },
  'usage-error': (a) => a.text,
  'unexpected-error': (a) => `프로그램 결함입니다. 신고해 주십시오: ${a.text}`,
} satisfies Partial<Catalogue>;
