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
} as const;

export const imageSentences = {
  'tar-damaged': (a, w) =>
    `${josa(a.source, '은/는')} ${w.count(a.offset)}바이트 위치에서 tar로 읽을 수 없습니다: ${TAR_FAULTS[a.fault]}`,
  'tar-over-limit': (a, w) =>
    `${josa(a.source, '이/가')} ${a.limit} 한도 ${josa(w.count(a.allowed), '을/를')} 넘습니다`,
  'tree-over-limit': (a, w) => `이미지의 경로가 ${w.count(a.allowed)}개를 넘습니다`,
  'layer-diff-id-mismatch': (a) =>
    `레이어 ${a.layer}의 내용은 ${a.actual}인데 이미지에는 ${josa(a.expected, '으로/로')} 적혀 있습니다`,
  'layer-inflate-failed': (a) => `레이어 ${a.layer}의 압축을 풀 수 없습니다: ${a.reason}`,
  'zstd-missing': (a) =>
    `레이어 ${josa(a.layer, '은/는')} zstd로 압축되어 있습니다. zstd나 이를 풀 수 있는 Node를 설치하십시오`,
  'layer-compression-unsupported': (a) => `레이어 ${a.layer}의 형식 ${josa(a.mediaType, '은/는')} 읽지 못합니다`,
  'blob-missing': (a) => `${a.source}에 ${josa(a.name, '이/가')} 없습니다`,
  'blob-truncated': (a) => `${a.source}: ${josa(a.name, '이/가')} 도중에 끊겼습니다`,
  'blob-too-large': (a, w) =>
    `${a.source}: ${a.name}의 크기 ${josa(w.bytes(a.bytes), '이/가')} 읽기 한도 ${josa(w.bytes(a.allowed), '을/를')} 넘습니다`,
  'blob-digest-mismatch': (a) => `${a.source}: 요청한 내용은 ${a.expected}인데 실제 내용은 ${a.actual}입니다`,
  'not-an-image': (a) => `${josa(a.source, '은/는')} OCI 레이아웃도 저장된 이미지도 아닙니다`,
  'image-document-invalid': (a) => `${a.source}: ${a.name}의 ${a.field} 형식이 잘못되었습니다`,
  'archive-image-not-found': (a, w) =>
    `${a.source}에 이미지 ${josa(a.wanted, '이/가')} 없습니다${a.available.length > 0 ? `. 있는 이미지: ${w.list(a.available)}` : ''}`,
  'archive-image-ambiguous': (a, w) =>
    `${a.source}에 이미지가 여러 개 있습니다. 하나를 고르십시오: ${w.list(a.available)}`,
} satisfies Partial<Catalogue>;
