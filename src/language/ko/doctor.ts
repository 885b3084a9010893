import type { Catalogue } from '../contract.ts';

const ABILITIES = {
  'cache-mounts': '캐시 마운트',
  'named-contexts': '이름 있는 빌드 컨텍스트',
  secrets: '시크릿',
  'oci-layout': 'OCI 레이아웃 출력',
} as const;

export const doctorSentences = {
  'doctor-client': (a) => `PATH에 ${a.program} ${a.version} 있음`,
  'doctor-server': (a) => `엔진 ${a.version} (API ${a.apiVersion}, ${a.platform}), 주소 ${a.endpoint}`,
  'doctor-builder': (a) => `빌더: buildx ${a.version}, BuildKit ${a.buildkit}, 드라이버 ${a.driver}`,
  'doctor-no-buildx': () => 'buildx가 없어 클래식 빌더로 빌드합니다',
  'doctor-able': () => '빌더가 필요한 기능을 모두 지원합니다',
  'doctor-lacks': (a, w) => `빌더가 지원하지 않는 기능: ${w.list(a.lacking.map((ability) => ABILITIES[ability]))}`,
  'doctor-store': (a) => `이미지 저장소: ${a.store} (${a.driver})`,
  'doctor-platforms': (a, w) => `빌드할 수 있는 플랫폼: ${w.list(a.platforms)}`,
  'doctor-machine': (a, w) => `CPU ${a.cpus}개, 메모리 ${w.bytes(a.memoryBytes)}, cgroup v${a.cgroup}`,
  'doctor-disk': (a, w) => `엔진의 데이터 디렉터리(${a.dir})에 남은 공간: ${w.bytes(a.freeBytes)}`,
  'doctor-disk-unknown': (a) => `${a.dir}에 남은 공간은 여기서 알 수 없습니다`,
  'doctor-cache': (a, w) =>
    `빌드 캐시 ${w.bytes(a.cacheBytes)}, 이미지 ${w.count(a.images)}개 ${w.bytes(a.imageBytes)}`,
  'doctor-cache-unknown': (a, w) => `엔진이 ${w.duration(a.afterMs)} 안에 캐시 크기를 알려 주지 않았습니다`,
} satisfies Partial<Catalogue>;
