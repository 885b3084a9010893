import type { Catalogue } from '../contract.ts';
import { formatChange } from '../format-ratio.ts';

const HEADINGS = { privileges: '권한', config: '설정', packages: '패키지', paths: '경로 (큰 것부터)' } as const;

const PRIVILEGES = {
  'setuid-gained': '이제 소유자 권한으로 실행됩니다 (setuid)',
  'setuid-lost': '더는 소유자 권한으로 실행되지 않습니다 (setuid)',
  'setgid-gained': '이제 그룹 권한으로 실행됩니다 (setgid)',
  'setgid-lost': '더는 그룹 권한으로 실행되지 않습니다 (setgid)',
  'capability-gained': 'capability가 늘었습니다',
  'capability-lost': 'capability가 줄었습니다',
  'user-to-root': '컨테이너가 이제 root로 실행됩니다',
  'user-from-root': '컨테이너가 더는 root로 실행되지 않습니다',
  'world-writable-gained': '이제 누구나 쓸 수 있습니다',
  'setuid-owner': '다른 소유자로 실행됩니다',
  'setgid-group': '다른 그룹으로 실행됩니다',
} as const;

const FIELDS = {
  content: '내용',
  bytes: '길이',
  type: '종류',
  mode: '모드',
  uid: '사용자',
  gid: '그룹',
  link: '링크 대상',
  xattrs: '확장 속성',
  device: '장치',
  mtime: '시각',
} as const;

export const differenceSentences = {
  'diff-title': (a) => `${a.before} → ${a.after}`,
  'diff-same': () => '두 이미지의 컨테이너에서 보이는 것이 같습니다: 다른 경로도, 다른 설정도 없습니다',
  'diff-times': (a) => `시각만 다른 경로 ${a.paths}개 (빌드할 때마다 달라집니다)`,
  'diff-sizes': (a, w) =>
    a.before === a.after
      ? `이미지 크기는 둘 다 ${w.bytes(a.before)}입니다`
      : `이미지 크기 ${w.bytes(a.before)} → ${w.bytes(a.after)}${a.before === 0 ? '' : `, ${formatChange(a.after / a.before - 1)}`}`,
  'diff-summary': (a) =>
    [
      `경로 추가 ${a.added}개, 삭제 ${a.removed}개, 변경 ${a.changed}개`,
      `패키지 ${a.packages}개`,
      `설정 ${a.config}개`,
      `권한 ${a.privileges}개`,
    ].join('; '),
  'diff-bytes': (a, w) =>
    a.bytesDelta === 0
      ? '실제로 보이는 내용의 크기가 같습니다'
      : `실제로 보이는 내용이 ${w.bytes(Math.abs(a.bytesDelta))} ${a.bytesDelta < 0 ? '줄었습니다' : '늘었습니다'}`,
  'diff-layers': (a, w) =>
    `같은 레이어 ${a.shared}개 (${w.bytes(a.sharedBytes)}), 앞 이미지에만 ${a.before}개, 뒤 이미지에만 ${a.after}개`,
  'diff-heading': (a) => HEADINGS[a.of],
  'diff-privilege': (a) => PRIVILEGES[a.is],
  'diff-no-value': () => '(없음)',
  'diff-files': (a) => `파일 ${a.files}개`,
  'diff-fields': (a) => a.fields.map((field) => FIELDS[field]).join(', '),
  'diff-more': (a) => `그 밖에 ${a.count}개`,
  'diff-more-paths': (a) => `그 밖에 추가 ${a.added}개, 삭제 ${a.removed}개, 변경 ${a.changed}개`,
} satisfies Partial<Catalogue>;
