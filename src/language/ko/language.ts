import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const languageSentences = {
  'unknown-language': (a, w) =>
    `${josa(`"${a.given}"`, '은/는')} 모르는 언어입니다. 쓸 수 있는 언어: ${w.list(a.known)}`,
} satisfies Partial<Catalogue>;
