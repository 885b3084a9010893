import type { Catalogue } from '../contract.ts';

export const ladderSentences = {
  'choice-baseline': () => '시도한 것 가운데 더 나은 것이 없습니다',
  'choice-smallest': () => '정상 동작하는 단계 가운데 전송 크기가 가장 작습니다',
  'choice-all-steps-pay': () => '여기까지의 모든 단계에 이득이 있습니다',
  'choice-rest-saves-little': (a, w) => `이후 단계를 모두 더해도 ${w.percent(a.ratio)} 미만만 줄어듭니다`,
  'choice-next-less-covered': (a) => `${a.next}단계는 더 적은 프로브로 확인되었습니다`,
  'choice-next-starts-slower': (a) => `${a.next}단계는 시작하는 데 ${a.ratio.toFixed(1)}배 걸립니다`,
  'baseline-not-built': () => '기존 이미지가 빌드되지 않습니다',
  'baseline-red': (a) => `기존 이미지에서 프로브 ${a.probes}개가 모두 실패하여 아무것도 증명할 수 없습니다`,
  'baseline-partly-red': (a) => `기존 이미지에서 프로브 ${a.probes}개가 실패하는데 --strict는 하나도 허용하지 않습니다`,
  'stopped-max-time': (a, w) => `시간 제한 ${w.duration(a.limitMs)}에 이르렀습니다`,
  'stopped-max-disk': (a, w) => `디스크 제한 ${w.bytes(a.limitBytes)}에 이르렀습니다`,
  'stopped-interrupted': () => '사용자가 중단했습니다',
  'entry-not-found': (a) => `plimsoll.yaml의 entry(${a.entry})가 빌드 컨텍스트에 없습니다`,
  'kept-image-differs': (a) =>
    `${a.rung}단계를 다시 빌드하니 검증한 이미지와 다릅니다. ${a.name} 태그를 붙이지 않았습니다. optimize를 다시 실행하십시오`,
  'disk-below-limit': (a, w) =>
    `엔진의 남은 디스크가 ${w.bytes(a.freeBytes)}로 --max-disk ${w.bytes(a.limitBytes)}보다 적습니다`,
  'run-in-progress': (a) => `이 프로젝트에서 다른 실행이 진행 중입니다(프로세스 ${a.pid}, ${a.lock})`,
  'plan-edits': (a) =>
    [
      ...(a.dockerfile > 0 ? [`Dockerfile ${a.dockerfile}곳을 고칩니다`] : []),
      ...(a.ignore ? ['무시 파일에 줄을 더합니다'] : []),
    ].join(', '),
  'plan-nothing-to-edit': () => '더 고칠 것이 없습니다',
  'plan-title': (a) => `${a.dockerfile} · 계획 ${a.digest}`,
  'plan-applies': (a) => ({ yes: '적용', no: '해당 없음', impossible: '불가능' })[a.applies],
  'plan-foot': (a) =>
    `시도할 단계 ${a.steps}개. 앞 단계가 모두 채택된다고 보고 소스만으로 정했으며, 빌드하지 않았습니다`,
} satisfies Partial<Catalogue>;
