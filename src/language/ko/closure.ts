import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const closureSentences = {
  'closure-no-command': () => 'ENTRYPOINT와 CMD 어디에도 시작할 명령이 없습니다',
  'closure-entry-missing': (a, w) =>
    a.searched.length === 0
      ? `처음 시작하는 프로그램 ${josa(a.program, '이/가')} 이미지에 없습니다`
      : `처음 시작하는 프로그램 ${josa(a.program, '이/가')} PATH에 없습니다 (${w.list(a.searched)})`,
  'closure-shell-missing': (a) => `시작 명령에 필요한 ${josa(a.shell, '이/가')} 이미지에 없습니다`,
  'closure-entry-not-executable': (a) => `${a.path}에 실행 권한이 없습니다`,
  'closure-entry-not-a-program': (a) => `${josa(a.path, '은/는')} 프로그램도 스크립트도 아닙니다 (exec format error)`,
  'closure-command-missing': (a) => `이미지에 명령 ${josa(a.program, '이/가')} 없습니다`,
  'closure-script-missing': (a) =>
    `${josa(a.interpreter, '이/가')} 실행할 ${josa(a.script, '이/가')} 이미지에 없습니다`,
  'closure-loader-missing': (a) => `${a.path}에 필요한 프로그램 로더 ${josa(a.loader, '이/가')} 이미지에 없습니다`,
  'closure-library-missing': (a) => `${josa(a.library, '이/가')} 없습니다 (필요한 파일: ${a.neededBy})`,
  'closure-architecture-mismatch': (a) => `${josa(a.path, '은/는')} ${a.machine}용인데 이미지는 ${a.expected}용입니다`,
  'closure-shebang-missing': (a) => `${josa(a.path, '을/를')} 실행할 ${josa(a.interpreter, '이/가')} 이미지에 없습니다`,
  'closure-shebang-carriage-return': (a) =>
    `${a.path}의 첫 줄이 캐리지 리턴으로 끝나 ${josa(a.interpreter, '을/를')} 찾지 못합니다`,
  'closure-script-carriage-return': (a) =>
    `${a.script}의 ${a.line}번째 줄이 캐리지 리턴으로 끝나 셸이 이를 단어의 일부로 읽습니다`,
  'closure-user-unknown': (a) => `사용자 ${josa(a.user, '이/가')} /etc/passwd에 없습니다`,
  'closure-group-unknown': (a) => `그룹 ${josa(a.group, '이/가')} /etc/group에 없습니다`,
  'closure-user-may-not-run': (a) =>
    `사용자 ${josa(a.user, '은/는')} ${josa(a.path, '을/를')} 실행할 수 없습니다 (막힌 곳: ${a.blockedAt})`,
  'closure-user-may-not-read': (a) =>
    `사용자 ${josa(a.user, '은/는')} ${josa(a.path, '을/를')} 읽을 수 없습니다 (막힌 곳: ${a.blockedAt})`,
  'closure-healthcheck-tool-missing': (a) => `HEALTHCHECK가 실행하는 ${josa(a.tool, '이/가')} 이미지에 없습니다`,
  'closure-no-tmp': () => '쓸 수 있는 /tmp가 없습니다',
  'closure-no-folder-to-unpack': (a) =>
    `${josa(a.path, '은/는')} 시작하기 전에 자신을 임시 폴더에 풀어야 하는데 그런 폴더가 없습니다`,
  'closure-cure-make-tmp': () => '누구나 쓸 수 있는 /tmp(모드 1777)를 넣거나 마운트합니다(--tmpfs /tmp:exec)',
} satisfies Partial<Catalogue>;
