import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const TAR_FAULTS = {
  truncated: '도중에 끊겼습니다',
  checksum: '헤더의 체크섬이 맞지 않습니다',
  number: '헤더에 숫자가 아닌 값이 있습니다',
  'negative-length': '항목의 길이가 음수입니다',
  'lone-zero-block': '끝 표시가 하나만 있습니다',
  'pax-record': '확장 헤더의 형식이 잘못되었습니다',
  'sparse-map': '희소 파일 지도의 형식이 잘못되었습니다',
  'unknown-type': '엔진이 풀지 못하는 종류의 항목이 있습니다',
  'link-escapes': '하드 링크가 이미지 밖을 가리킵니다',
} as const;

const REFUSALS = {
  'hardlink-missing': '그 레이어에 앞서 나오지 않은 이름을 가리키는 하드 링크입니다',
  'hardlink-to-other': '파일이 아닌 것을 가리키는 하드 링크입니다',
  'parent-no-folder': '폴더가 아닌 것 아래에 있습니다',
  'link-loop': '서로 맴도는 심볼릭 링크 뒤에 있습니다',
  'root-no-folder': '폴더가 아니게 되려고 합니다',
  'whiteout-of-no-name': '아무것도 가리키지 않는 화이트아웃입니다',
} as const;

const REDIRECTS = {
  'too-many': '리디렉션이 너무 많습니다',
  insecure: 'TLS를 벗어납니다',
  malformed: '주소가 아닙니다',
} as const;

const READER_ENDS = {
  memory: '메모리가 모자라 멈췄습니다',
  ended: '다 읽기 전에 끝났습니다',
} as const;

export const imageSentences = {
  'tar-damaged': (a, w) =>
    `${josa(a.source, '은/는')} ${w.count(a.offset)}바이트 위치에서 tar로 읽을 수 없습니다: ${TAR_FAULTS[a.fault]}${a.path === undefined ? '' : ` (${a.path})`}`,
  'tar-over-limit': (a, w) =>
    `${josa(a.source, '이/가')} ${a.limit} 한도 ${josa(w.count(a.allowed), '을/를')} 넘습니다`,
  'tree-over-limit': (a, w) => `이미지의 경로가 ${w.count(a.allowed)}개를 넘습니다`,
  'layer-refused': (a) =>
    `레이어 ${a.layer}: ${josa(a.path, '은/는')} ${REFUSALS[a.reason]}. 엔진도 이런 레이어는 거부합니다`,
  'inflate-over-limit': (a, w) =>
    `레이어 ${a.layer}의 압축을 풀면 ${a.limit} 한도 ${josa(w.count(a.allowed), '을/를')} 넘습니다`,
  'layer-type-unknown': (a) =>
    `${a.source}에 ${a.mediaType} 형식의 레이어가 있는데 이미지의 파일을 담는 형식이 아닙니다`,
  'layer-diff-id-mismatch': (a) =>
    `레이어 ${a.layer}의 내용은 ${a.actual}인데 이미지에는 ${josa(a.expected, '으로/로')} 적혀 있습니다`,
  'layer-inflate-failed': (a) => `레이어 ${a.layer}의 압축을 풀 수 없습니다: ${a.reason}`,
  'layer-reader-died': (a) => `레이어 ${josa(a.layer, '을/를')} 읽던 스레드가 ${READER_ENDS[a.reason]}`,
  'zstd-missing': (a) =>
    a.program === undefined
      ? `레이어 ${josa(a.layer, '은/는')} zstd로 압축되어 있습니다. zstd나 이를 풀 수 있는 Node를 설치하십시오`
      : `레이어 ${josa(a.layer, '은/는')} zstd로 압축되어 있지만 ${josa(a.program.path, '을/를')} 실행하지 못했습니다: ${a.program.reason}`,
  'layer-compression-unsupported': (a) => `레이어 ${a.layer}의 형식 ${josa(a.mediaType, '은/는')} 읽지 못합니다`,
  'blob-missing': (a) =>
    `${a.source}에 ${a.namedBy === undefined ? '' : `${a.namedBy}에 적힌 `}${josa(a.name, '이/가')} 없습니다`,
  'blob-truncated': (a) => `${a.source}: ${josa(a.name, '이/가')} 도중에 끊겼습니다`,
  'blob-too-large': (a, w) =>
    `${a.source}: ${a.name}의 크기 ${josa(w.bytes(a.bytes), '이/가')} 읽기 한도 ${josa(w.bytes(a.allowed), '을/를')} 넘습니다`,
  'blob-length-mismatch': (a, w) =>
    `${a.source}: ${a.digest}의 길이는 ${w.count(a.bytes)}바이트인데 서술자에는 ${w.count(a.saidBytes)}바이트로 적혀 있습니다`,
  'image-over-limit': (a, w) =>
    `${josa(a.source, '이/가')} ${a.limit} 한도 ${josa(w.count(a.allowed), '을/를')} 넘습니다`,
  'registry-unreachable': (a) => `${a.host}에 연결할 수 없습니다: ${a.reason}`,
  'registry-too-slow': (a) => `${a.host} 응답이 오지 않거나 너무 느립니다`,
  'registry-denied': (a) =>
    `${josa(a.host, '이/가')} ${a.repository} 읽기를 허락하지 않습니다. 로그인하십시오: docker login ${a.host}`,
  'registry-not-found': (a) => `${a.host}의 ${a.repository}에 ${josa(a.what, '이/가')} 없습니다`,
  'registry-refused': (a) => `${josa(a.host, '이/가')} 상태 ${a.status}번으로 응답합니다`,
  'registry-redirect-refused': (a) =>
    `${josa(a.host, '이/가')} ${josa(a.to, '으로/로')} 보냅니다: ${REDIRECTS[a.reason]}`,
  'registry-realm-refused': (a) =>
    `${josa(a.host, '이/가')} 자격 증명을 안전하지 않은 ${josa(a.realm, '으로/로')} 보내라고 합니다`,
  'registry-bytes-wrong': (a) =>
    `${josa(a.host, '이/가')} 보낸 ${a.digest}의 ${a.reason === 'digest' ? '다이제스트가' : '길이가'} 맞지 않습니다`,
  'blob-digest-mismatch': (a) => `${a.source}: 요청한 내용은 ${a.expected}인데 실제 내용은 ${a.actual}입니다`,
  'not-an-image': (a) => `${josa(a.source, '은/는')} OCI 레이아웃도 저장된 이미지도 아닙니다`,
  'image-document-invalid': (a) => `${a.source}: ${a.name}의 ${a.field} 형식이 잘못되었습니다`,
  'archive-disagrees': (a) =>
    `${a.source}의 ${josa(a.image, '은/는')} 두 가지로 적혀 있습니다. index.json은 ${a.index}, manifest.json은 ${josa(a.list, '을/를')} 가리킵니다. 엔진에 따라 둘 중 하나를 불러옵니다`,
  'archive-image-not-found': (a, w) =>
    `${a.source}에 이미지 ${josa(a.wanted, '이/가')} 없습니다${a.available.length > 0 ? `. 있는 이미지: ${w.list(a.available)}` : ''}`,
  'archive-image-ambiguous': (a, w) =>
    `${a.source}에 이미지가 여러 개 있습니다. 하나를 고르십시오: ${w.list(a.available)}`,
} satisfies Partial<Catalogue>;
