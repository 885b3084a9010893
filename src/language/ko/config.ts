import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const configSentences = {
  'config-not-yaml': (a) => `${josa(`${a.file}:${a.line}`, '을/를')} YAML로 읽을 수 없습니다: ${a.problem}`,
  'config-invalid': (a) => {
    const place = `${a.file}:${a.line}:`;
    if (a.expected === 'never') return `${place} ${josa(a.path, '이라/라')}는 설정은 없습니다`;
    if (a.received === 'undefined')
      return `${place} ${josa(a.path, '이/가')} 없습니다. ${a.expected} 형식이어야 합니다`;
    return a.expected === ''
      ? `${place} ${a.path}에 ${josa(a.received, '은/는')} 쓸 수 없습니다`
      : `${place} ${josa(a.path, '은/는')} ${a.expected} 형식이어야 하는데 ${josa(a.received, '이/가')} 있습니다`;
  },
  'quantity-invalid': (a) =>
    `${a.flag}에 준 ${josa(`"${a.value}"`, '을/를')} 이해할 수 없습니다. ${a.example} 형식으로 씁니다`,
} satisfies Partial<Catalogue>;
