import type { Catalogue } from '../contract.ts';
import { ECOSYSTEM_NAMES } from '../ecosystem-names.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatChange, formatPercent } from '../format-ratio.ts';
import { pluralize } from './pluralize.ts';
import { TECHNIQUE_NAMES } from './techniques.ts';

const COLUMNS = {
  rung: 'rung',
  technique: 'technique',
  unpacked: 'unpacked',
  transfer: 'transfer',
  previous: 'Δprev',
  total: 'Δtotal',
  cold: 'cold',
  edit: 'edit',
  verify: 'verify',
  note: 'note',
} as const;

const DOCUMENT_COLUMNS = {
  language: 'Language',
  step: 'Step',
  size: 'Image size',
  previous: 'Reduction',
  total: 'Total reduction',
  transfer: 'Transfer size',
  cold: 'Cold build',
  edit: 'Rebuild after an edit',
  verify: 'Verified',
} as const;

const STATES = {
  works: 'works',
  'as-before': 'as before',
  broken: 'broken',
  unverified: 'unverified',
  impossible: 'impossible',
  'build-failed': 'build failed',
  'not-built-here': 'not built here',
} as const;

const REMARKS = {
  'time-only': 'time only',
  'no-gain': 'no gain',
  worse: 'worse on another axis',
  'branch-lost': 'the trunk is better',
  'not-kept': 'not kept',
  hardening: 'hardening',
} as const;

const OVERVIEW_COLUMNS = { place: 'where', cost: 'cost', basis: 'basis', fault: 'fault' } as const;

const DOCTOR_STATES = { ok: 'ok', warn: 'warning', bad: 'bad' } as const;

export const reportSentences = {
  'report-column': (a) => COLUMNS[a.column],
  'report-document-column': (a) => DOCUMENT_COLUMNS[a.column],
  'report-change': (a) => formatChange(a.ratio),
  'report-reduction': (a) => (a.ratio > 0 ? growth(a.ratio) : formatPercent(-a.ratio)),
  'report-technique': (a) => new Map(Object.entries(TECHNIQUE_NAMES)).get(a.id) ?? a.id,
  'report-ecosystem': (a) => new Map(Object.entries(ECOSYSTEM_NAMES)).get(a.id) ?? a.id,
  'report-as-found': () => 'as found',
  'report-state': (a) => STATES[a.state],
  'report-state-as-before': (a) => (a.statuses === '' ? 'as before' : `as before (${a.statuses})`),
  'report-remark': (a) => REMARKS[a.remark],
  'report-coverage': (a) => `the probes ask ${a.probed} of the ${a.known} known entry points`,
  'report-coverage-remark': (a) => `probes ${a.probed}/${a.known}`,
  'report-cure': (a) => `${a.cause} → ${a.cure}`,
  'report-more-causes': (a) => `and ${pluralize(a.count, 'more cause')}`,
  'report-title': (a) => [a.project, a.dockerfile, ...a.ecosystems, a.engine].join(' · '),
  'report-note-line': (a) => `rung ${a.rung}: ${a.note}`,
  'report-evidence': (a) => `seen: ${a.evidence}`,
  'report-recommended': (a) => `recommended: rung ${a.rung}, ${a.technique} (${a.reason})`,
  'report-keep-as-found': (a) => `recommended: leave it as found (${a.reason})`,
  'report-no-choice': () => 'no rung is recommended: the climb did not come to a choice',
  'report-apply': (a) => a.command,
  'report-where': (a) => `record: ${a.path}`,
  'report-set-aside': (a) => `set aside, red before any change: ${a.probe === '' ? '' : `${a.probe}: `}${a.cause}`,
  'report-advice': (a) => `advice: ${a.advice}`,
  'report-place': (a) => a.place,
  'report-at': (a) => `at ${a.place}`,
  'report-stand-in': (a) => `${a.from} is a stand-in (${a.to}): sizes are not those of the official image`,
  'report-substituted': (a) => `${a.from} was replaced by ${a.to} for these builds`,
  'report-stopped': (a) => `stopped early: ${a.reason}`,
  'report-basis-computed': (a) => `${a.mark} computed, not measured (${a.method})`,
  'report-basis-estimated': (a) => `${a.mark} estimated (${a.method})`,
  'report-spread': (a) => `${a.column}: median of ${a.n} readings (lowest to highest: ${a.ranges})`,
  'report-spread-range': (a) => `rung ${a.rung} ${a.min} to ${a.max}`,
  'report-methods-differ': (a, w) =>
    `${a.column}: measured in more than one way (${w.list(a.methods)}), not compared with each other`,
  'report-columns-left': (a, w) => `not shown in ${a.width} columns: ${w.list(a.columns)}`,
  'report-columns-empty': (a, w) => `not measured: ${w.list(a.columns)}`,
  'overview-title': (a, w) =>
    [
      a.dockerfile,
      ...a.ecosystems,
      a.stages === 1 ? 'single stage' : pluralize(a.stages, 'stage'),
      pluralize(a.instructions, 'instruction'),
      `context ${w.bytes(a.contextBytes)} in ${w.count(a.contextFiles)} ${a.contextFiles === 1 ? 'file' : 'files'}`,
    ].join(' · '),
  'overview-how': (a, w) => `(static, no build, ${w.duration(a.elapsedMs)})`,
  'overview-column': (a) => OVERVIEW_COLUMNS[a.column],
  'overview-basis': (a) => a.basis,
  'overview-cost-bytes': (a) => inRange(formatBytes(a.likely), formatBytes(a.low), formatBytes(a.high)),
  'overview-cost-none': (a) => a.is,
  'overview-cost-time': (a, w) =>
    `${inRange(w.duration(a.likelyMs), w.duration(a.lowMs), w.duration(a.highMs))} per build`,
  'overview-no-fault': () => 'no fault found by reading alone; only a build can tell more',
  'overview-more': (a) => `and ${pluralize(a.count, 'smaller fault')}`,
  'overview-next': (a) => `Next: ${a.next}`,
  'next-optimize': (a) =>
    `plimsoll optimize${a.folder && ` ${a.folder}`}      (builds rung by rung in .plimsoll/ and checks that each still works)`,
  'next-doctor': () => 'plimsoll doctor      (looks at the engine, the builder and the disk)',
  'doctor-state': (a) => DOCTOR_STATES[a.state],
  'progress-image': (a, w) =>
    `${a.platform}, ${pluralize(a.layers, 'layer')}${a.transferBytes === undefined ? '' : `, ${w.bytes(a.transferBytes)} to transfer`}`,
  'progress-layer': (a, w) => `layer ${a.layer} (of 0 to ${a.layers - 1}) read: ${w.bytes(a.contentBytes)}`,
  'progress-known': (a) =>
    `${a.known} of ${pluralize(a.layers, 'layer')} known from an earlier reading, by digest; plimsoll validate reads every byte`,
  'progress-planned': (a, w) => `${pluralize(a.rungs, 'rung')} to climb${rest(a.restMs, w.duration)}`,
  'progress-started': (a) => `rung ${a.rung}: ${a.technique}`,
  'progress-resumed': (a) => `rung ${a.rung}: ${a.technique}, finished in an earlier run`,
  'progress-built': (a, w) => `rung ${a.rung}: built in ${w.duration(a.ms)}`,
  'progress-not-built': (a) => `rung ${a.rung}: ${a.state}`,
  'progress-measured': (a, w) => `rung ${a.rung}: ${sizes(a.unpackedBytes, a.transferBytes)} (${w.duration(a.ms)})`,
  'progress-verified': (a, w) => `rung ${a.rung}: ${a.state} (${w.duration(a.ms)})${rest(a.restMs, w.duration)}`,
  'progress-rebuild': (a, w) =>
    `rung ${a.rung}: rebuilt in ${w.duration(a.ms)}${a.left > 0 ? `, ${pluralize(a.left, 'timing')} left` : ''}`,
} satisfies Partial<Catalogue>;

function growth(ratio: number): string {
  const text = formatPercent(ratio);
  return text === formatPercent(0) ? text : `${text} larger`;
}

/** `~870 MB (600 MB to 900 MB)`; one figure where the range is a point. */
function inRange(likely: string, low: string, high: string): string {
  return low === high ? likely : `~${likely} (${low} to ${high})`;
}

function sizes(unpackedBytes: number, transferBytes: number | undefined): string {
  const unpacked = `${formatBytes(unpackedBytes)} unpacked`;
  return transferBytes === undefined ? unpacked : `${unpacked}, ${formatBytes(transferBytes)} to transfer`;
}

function rest(restMs: number | undefined, duration: (ms: number) => string): string {
  return restMs === undefined ? '' : `, about ${duration(restMs)} to go`;
}
