import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const COMMENT_EFFECTS = {
  arguments: '뒤의 단어가 인자가 되어 빌드가 실패합니다',
  value: '뒤의 단어가 값에 들어갑니다',
  'shell-form': 'exec 형식이 셸 명령으로 바뀝니다',
} as const;

export const ruleSentences = {
  'apt-lists-left-behind': () => 'apt 패키지 목록이 이미지에 남습니다',
  'cache-mount-defeated': (a) => `${a.target}에 캐시를 마운트했지만 ${a.by} 때문에 pip가 쓰지 않습니다`,
  'compiler-in-final-image': (a, w) => `빌드에만 필요한 도구가 최종 이미지에 있습니다: ${w.list(a.tools)}`,
  'toolchain-base-shipped': (a) => `최종 이미지가 ${a.base} 위에 있어 툴체인 전체가 들어갑니다`,
  'delete-in-later-layer': (a) =>
    `${josa(a.command, '이/가')} 별도 레이어에서 실행되어 용량이 아래 레이어에 그대로 남습니다`,
  'full-base-image': (a) =>
    `${josa(a.base, '은/는')} 전체 변형입니다. ${josa(a.light, '은/는')} 빌드 도구가 없는 같은 버전입니다`,
  'healthcheck-tool-missing': (a) =>
    `헬스체크가 ${josa(a.tool, '을/를')} 부르지만 ${a.base}에 없어 항상 unhealthy가 됩니다`,
  'healthcheck-without-shell': (a) => `헬스체크에 셸이 필요하지만 ${a.base}에 없어 항상 unhealthy가 됩니다`,
  'inline-comment-in-instruction': (a) => `${a.keyword} 뒤의 #은 주석이 아닙니다. ${COMMENT_EFFECTS[a.effect]}`,
  'nothing-ignored': (a, w) =>
    `빌드에 필요 없는 파일 ${w.count(a.files)}개를 보내고 복사합니다 (${w.list(a.kinds)}). ${
      a.hasIgnoreFile ? '.dockerignore가 걸러 내지 못합니다' : '.dockerignore가 없습니다'
    }`,
  'package-cache-in-layer': (a) =>
    `${josa(a.manager, '이/가')} 내려받은 파일이 이미지에 남습니다${a.folder === '' ? '' : ` (${a.folder})`}`,
  'root-user': (a) =>
    a.explicit ? 'USER root라서 프로그램이 root로 실행됩니다' : 'USER가 없어 프로그램이 root로 실행됩니다',
  'sources-before-dependencies': (a) =>
    `${a.installLine}번째 줄의 설치보다 소스를 먼저 복사합니다. 고칠 때마다 ${
      a.packages === 0 ? '의존성을 모두' : `패키지 ${a.packages}개를`
    } 다시 설치합니다`,
  'tool-never-used': (a, w) => `설치하지만 부르는 곳이 없습니다: ${w.list(a.tools)}`,
  'unpinned-floating-tag': (a) => `${a.base}에 버전이 없습니다. 같은 파일에서 내일은 다른 이미지가 나옵니다`,
  'foreign-frontend': (a) =>
    `Docker의 프런트엔드가 아니라 ${josa(a.frontend, '이/가')} 이 파일을 읽습니다. 빌더가 내려받아 실행합니다`,
  'remote-source-unverified': (a) =>
    `ADD가 ${josa(a.source, '을/를')} 검증 없이 받습니다. 그 주소에서 응답하는 쪽이 이미지 내용을 정합니다`,
  'source-outside-context': (a) =>
    `${josa(a.source, '은/는')} 빌드 컨텍스트 밖입니다. BuildKit은 대신 컨텍스트 안의 ${josa(a.taken, '을/를')} 찾고, 예전 빌더는 거부합니다`,
  'secret-in-dockerfile': (a) =>
    a.name === ''
      ? '이 명령에 비밀 값이 있습니다. 만들어지는 이미지의 기록에도 남습니다'
      : `${a.keyword} ${josa(a.name, '이/가')} 이미지에 읽을 수 있게 남습니다. RUN --mount=type=secret은 남기지 않습니다`,
  'look-see-help': () => '쓸 수 있는 명령은 plimsoll --help로 확인하십시오',
} satisfies Partial<Catalogue>;
