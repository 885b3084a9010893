import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const PATTERN_FAULTS = {
  'lone-exclamation': '"!"만 있습니다',
  syntax: '문자 클래스나 이스케이프가 닫히지 않았습니다',
  expression: '뜻이 없는 이스케이프, 범위 또는 반복이 있습니다',
  'control-character': '빌더에 보낼 수 없는 제어 문자(탭 등)가 있습니다',
} as const;

export const projectSentences = {
  'ignore-pattern-bad': (a) => `${a.file}:${a.line}: 패턴 "${a.pattern}": ${PATTERN_FAULTS[a.reason]}`,
  'ignore-line-too-long': (a, w) =>
    `${a.file}:${a.line}: 줄 길이가 ${w.count(a.bytes)}바이트입니다. 빌더는 ${w.count(a.limitBytes)}바이트까지 읽습니다`,
  'context-not-found': (a) => `디렉터리 ${josa(a.dir, '이/가')} 없습니다`,
  'context-not-a-directory': (a) => `${josa(a.dir, '은/는')} 디렉터리가 아닙니다`,
  'context-unreadable': (a) => `${josa(a.path, '을/를')} 읽을 수 없습니다 (${a.reason}). 빌드도 여기서 실패합니다`,
  'dockerfile-not-found': (a, w) => `${a.dir}에 Dockerfile이 없습니다 (찾아본 이름: ${w.list(a.looked)})`,
  'dockerfile-not-a-file': (a) => `${josa(a.path, '은/는')} 파일이 아닙니다`,
  'staged-path-outside': (a) => `${josa(a.path, '은/는')} 빌드 컨텍스트 사본의 밖을 가리킵니다`,
  'stage-dir-exists': (a) => `${josa(a.dir, '이/가')} 이미 있습니다`,
} satisfies Partial<Catalogue>;
