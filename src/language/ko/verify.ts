import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const verifySentences = {
  'status-changed': (a) => `${a.probe}: 이전 응답은 ${a.was}, 지금은 ${a.is}입니다`,
  'body-empty': (a, w) => `${a.probe}: 응답이 비었습니다 (이전에는 ${w.bytes(a.wasBytes)})`,
  'body-changed': (a) => `${a.probe}: 응답 내용이 달라졌습니다`,
  'media-type-changed': (a) => `${a.probe}: 응답 형식이 ${a.was}에서 ${josa(a.is, '으로/로')} 바뀌었습니다`,
  'redirect-changed': (a) => `${a.probe}: 리다이렉트 대상이 ${a.was}에서 ${josa(a.is, '으로/로')} 바뀌었습니다`,
  'json-path-missing': (a) => `${a.probe}: 응답에서 ${josa(a.path, '이/가')} 사라졌습니다`,
  'json-path-added': (a) => `${a.probe}: 응답에 ${josa(a.path, '이/가')} 새로 생겼습니다`,
  'json-type-changed': (a) => `${a.probe}: ${a.path}의 타입이 ${a.was}에서 ${josa(a.is, '으로/로')} 바뀌었습니다`,
  'json-length-changed': (a) => `${a.probe}: ${a.path}의 항목이 ${a.was}개에서 ${a.is}개로 바뀌었습니다`,
  'value-changed': (a) => `${a.probe}: ${a.path}의 값이 달라졌습니다`,
  'outcome-not-seen': (a) => `${a.probe}: 기존 이미지에서 본 적이 없는 결과입니다 (이전 ${a.seen}, 지금 ${a.is})`,
  'exit-code-changed': (a) => `${a.probe}: 종료 코드가 ${a.was}에서 ${josa(String(a.is), '으로/로')} 바뀌었습니다`,
  'still-running': (a, w) => `${a.probe}: 이전과 달리 ${w.duration(a.withinMs)} 안에 끝나지 않습니다`,
  died: (a, w) =>
    `컨테이너가 ${w.duration(a.afterMs)} 만에 종료 코드 ${josa(String(a.exitCode), '으로/로')} 죽었습니다`,
  'oom-killed': (a, w) =>
    a.limitBytes === undefined
      ? '메모리가 모자라 커널이 종료했습니다'
      : `메모리 한도 ${josa(w.bytes(a.limitBytes), '을/를')} 넘어 종료되었습니다`,
  'not-ready': (a, w) => `${w.duration(a.withinMs)} 안에 준비되지 않았습니다`,
  'connection-refused': (a) => `${a.probe}: 연결을 받는 프로그램이 없습니다`,
  'no-answer-in-time': (a, w) => `${a.probe}: ${w.duration(a.ms)} 안에 응답이 없습니다`,
  'not-http': (a) => `${a.probe}: 응답이 HTTP가 아닙니다`,
  'speaks-otherwise': (a) => `${a.probe}: 응답이 ${josa(a.speaks, '이/가')} 아닙니다`,
  'upgrade-refused': (a) => `${a.probe}: WebSocket으로 전환하지 않고 ${josa(String(a.status), '을/를')} 응답했습니다`,
  'subprotocol-refused': (a) =>
    a.is === ''
      ? `${a.probe}: 서브프로토콜을 고르지 않았습니다`
      : `${a.probe}: 다른 서브프로토콜을 골랐습니다 (${a.is})`,
  'grpc-not-serving': (a) => `${a.probe}: gRPC 상태가 SERVING이 아니라 ${a.is}입니다`,
  'exit-code-wanted': (a) => `${a.probe}: 요구한 종료 코드는 ${a.wanted}, 실제는 ${a.is}입니다`,
  'does-not-end': (a, w) => `${a.probe}: ${josa(w.duration(a.withinMs), '이/가')} 지나도 끝나지 않습니다`,
  'text-wanted': (a) => `${a.probe}: 응답에 있어야 할 "${a.text}" 문자열이 없습니다`,
  'json-wanted': (a) =>
    `${a.probe}: 요구한 ${a.path}의 값은 ${a.wanted}, ${a.is === undefined ? '실제로는 없습니다' : `실제는 ${a.is}입니다`}`,
  'starts-slower': (a, w) =>
    `시작 뒤 첫 응답까지 더 오래 걸립니다: ${w.duration(a.ms)} (이전에는 ${w.duration(a.wasMs)})`,
  'needs-more-memory': (a, w) => `메모리를 더 씁니다: ${w.bytes(a.bytes)} (이전에는 ${w.bytes(a.wasBytes)})`,
  'exec-failed': (a) => `${a.probe}: 명령이 종료 코드 ${josa(String(a.exitCode), '으로/로')} 실패했습니다`,
  'answered-error': (a) => `${josa(a.probe, '이/가')} ${josa(String(a.status), '을/를')} 응답합니다`,
  'answers-vary': (a) => `${a.probe}: 기존 이미지의 응답이 매번 다릅니다 (${a.seen})`,
  'user-test-failed': (a) => `사용자 테스트가 종료 코드 ${josa(String(a.exitCode), '으로/로')} 실패했습니다`,
  'no-green-probe': (a) => `프로브 ${a.probes}개가 모두 실패하여 아무것도 증명할 수 없습니다`,
  'only-weak-probes': () =>
    '프로브가 시작 여부만 확인하고 올바른 응답인지는 확인하지 않습니다. plimsoll.yaml의 "probes"에 추가하십시오',
  'service-not-ready': (a, w) =>
    `서비스 ${josa(a.service, '이/가')} ${w.duration(a.withinMs)} 안에 준비되지 않았습니다`,
  'stop-ignored': (a, w) =>
    `종료 요청(SIGTERM)에 스스로 끝나지 않아 ${w.duration(a.seconds * 1000)} 뒤에 강제 종료되었습니다`,
  'cure-hear-stop': () =>
    'exec 형식(JSON 배열, 스크립트에서는 exec)으로 시작하거나, tini 같은 init을 쓰거나, 프로그램에서 SIGTERM을 처리합니다',
} satisfies Partial<Catalogue>;
