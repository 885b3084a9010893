import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { formatBytes } from '../language/format-bytes.ts';
import { showText } from '../language/show-text.ts';
import { message } from '../model/message.ts';
import { sumBytes } from '../model/sum-of.ts';
import type { FindingRecord, InspectedLayerRecord, InspectionRecord, PackageName } from '../record/inspection.ts';
import { shorten } from '../record/shorten.ts';
import { chooseFindings } from './choose-findings.ts';
import type { LayerColumn, PackageColumn } from './inspection-messages.ts';
import { layoutLines } from './layout-lines.ts';
import { type Column, layoutTable, type Row } from './table.ts';
import { wrapText } from './width.ts';

export interface InspectionOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
  /** The Dockerfile whose lines the record names. */
  readonly dockerfile?: Uint8Array | undefined;
  /** A Dockerfile or a build's record was handed over with the image. */
  readonly isGiven?: boolean | undefined;
  /** The folder of the Dockerfile that was handed over, as one types it; empty for this one. */
  readonly folder?: string | undefined;
}

type Columns<K extends string> = readonly Omit<Column<K>, 'title'>[];

const LAYER_COLUMNS: Columns<LayerColumn> = [
  { key: 'layer', align: 'right' },
  { key: 'unpacked', align: 'right' },
  { key: 'transfer', align: 'right', leaves: 2 },
  { key: 'dead', align: 'right' },
  { key: 'files', align: 'right', leaves: 1 },
  { key: 'line', align: 'right' },
  { key: 'instruction', align: 'left', least: 16 },
];

const PACKAGE_COLUMNS: Columns<PackageColumn> = [
  { key: 'package', align: 'left', least: 16 },
  { key: 'version', align: 'left', least: 8 },
  { key: 'kind', align: 'left' },
  { key: 'bytes', align: 'right' },
  { key: 'layer', align: 'right', leaves: 1 },
];

const MOST_PACKAGES = 10;
const MOST_SECRETS = 10;
const INDENT = ' ';
const HANGING = '     ';
const NOTHING = '–';

/** An inspection for a terminal: secrets and the largest findings first, then layers, packages and the Dockerfile. Ends with one line break. */
export function renderInspection(record: InspectionRecord, options: InspectionOptions): string {
  const { language, width, dockerfile } = options;
  const { say } = language;
  const colors = pico.createColors(options.color);
  const wrap = (text: string) => wrapText(text, width - INDENT.length, HANGING).map((line) => INDENT + line);
  // Broken into lines first: an escape sequence counts as text there, and may be broken itself.
  const wrapBold = (text: string) => wrap(text).map(colors.bold);
  const heading = (of: 'findings' | 'layers' | 'packages' | 'lines' | 'notes' | 'secrets') => [
    '',
    ...wrapBold(say(message('inspect-heading', { of }))),
  ];
  const table = <K extends string>(columns: readonly Column<K>[], rows: readonly Row<K>[]) =>
    layoutTable(columns, rows, width - INDENT.length, (cell, row) => (row < 0 ? colors.dim(cell) : cell)).lines.map(
      (line) => INDENT + line,
    );
  const isTold = record.layers.some(({ transferBytes }) => transferBytes !== undefined);
  const layerColumns = LAYER_COLUMNS.filter(({ key }) => key !== 'transfer' || isTold).map((c) => ({
    ...c,
    title: say(message('inspect-column', { column: c.key })),
  }));
  const packages = tellPackages(record, language);
  const packageColumns = PACKAGE_COLUMNS.map((c) => ({
    ...c,
    title: say(message('inspect-package-column', { column: c.key })),
  }));
  const secrets = tellSecrets(record, language);
  const { name, platform } = record.image;
  const { unpackedBytes, transferBytes, baseBytes, deadBytes, duplicateBytes, efficiency, diveEfficiency } = record;
  const { needlessBytes, ownNeedlessBytes } = record;
  const next = tellNext(record, options);
  const lines = dockerfile === undefined ? undefined : layoutLines(record, dockerfile, language);
  return [
    ...wrapBold(say(message('inspect-title', { name, platform, layers: record.layers.length }))),
    ...wrap(say(message('inspect-sizes', { unpackedBytes, transferBytes, baseBytes, deadBytes, duplicateBytes }))),
    ...wrap(say(message('inspect-efficiency', { efficiency, diveEfficiency }))),
    ...(record.layers.length > 1 ? wrap(say(message('inspect-joining', { bytes: deadBytes }))) : []),
    ...(secrets.length === 0 ? [] : heading('secrets')),
    ...secrets.flatMap(wrap),
    ...heading('findings'),
    ...(needlessBytes === 0
      ? []
      : wrap(say(message('inspect-needless', { bytes: needlessBytes, ownBytes: ownNeedlessBytes })))),
    ...tellFindings(record, language).flatMap(wrap),
    ...heading('layers'),
    ...table(layerColumns, record.layers.map(cellsOf)),
    ...wrap(
      say(
        message('inspect-lines-known', {
          known: record.layers.at(-1)?.known ?? 'nothing',
          isGiven: options.isGiven ?? false,
        }),
      ),
    ),
    ...(record.unknownBytes === 0 ? [] : wrap(say(message('inspect-unknown-bytes', { bytes: record.unknownBytes })))),
    ...(packages.rows.length === 0 ? [] : [...heading('packages'), ...table(packageColumns, packages.rows)]),
    ...packages.notes.flatMap(wrap),
    ...(record.packages === undefined ? wrap(say(message('inspect-headers-only', {}))) : []),
    ...(record.notes.length === 0 ? [] : heading('notes')),
    ...record.notes.flatMap((note) => wrap(say(message('inspect-note', note)))),
    ...(lines === undefined ? [] : [...heading('lines'), ...table(lines.columns, lines.rows)]),
    ...(next === undefined ? [] : ['', ...wrap(say(message('overview-next', { next })))]),
    '',
  ].join('\n');
}

function tellFindings(record: InspectionRecord, { say }: Language): readonly string[] {
  const { shown, rest } = chooseFindings(record);
  if (shown.length === 0) return [say(message('inspect-nothing-found', {}))];
  const told = shown.map((finding) => say(message('inspect-finding', wordsOf(finding, record.layers))));
  return rest.count + rest.copies === 0 ? told : [...told, say(message('inspect-more-findings', rest))];
}

function tellSecrets({ secrets = [], layers }: InspectionRecord, { say }: Language): readonly string[] {
  const told = secrets.slice(0, MOST_SECRETS).map((secret) => {
    const { kind, path, name, step, layer, isHidden, instruction } = secret;
    const from = instruction === undefined ? stepOf(layers, layer) : shortLine(instruction);
    return say(message('inspect-secret', { kind, path, name, step, layer, isHidden, from }));
  });
  const rest = secrets.reduce((sum, { more = 0 }) => sum + more, secrets.length - told.length);
  return rest === 0 ? told : [...told, say(message('inspect-more-secrets', { count: rest }))];
}

/** With the Dockerfile known there is something to be done about what is the user's own. */
function tellNext(record: InspectionRecord, { language, folder, isGiven }: InspectionOptions): string | undefined {
  const known = record.layers.at(-1)?.known;
  const areLinesKnown = known === 'provenance' || known === 'dockerfile';
  if (!areLinesKnown) {
    const { name } = record.image;
    return isGiven === true || record.layers.length === 0 ? undefined : language.say(message('next-file', { name }));
  }
  if (!record.findings.some(({ isBase }) => isBase === false)) return undefined;
  return language.say(message('next-optimize', { folder: folder ?? '' }));
}

function stepOf(layers: readonly InspectedLayerRecord[], layer: number | undefined): string {
  return shortLine(layers[layer ?? -1]?.instruction ?? '');
}

function wordsOf(finding: FindingRecord, layers: readonly InspectedLayerRecord[]) {
  const { code, bytes, files, place, mostly, layer, by, examples } = finding;
  const nameOf = (one: PackageName | undefined) => one && `${one.name} ${one.version}`;
  return {
    code,
    bytes,
    files,
    place,
    mostly,
    layer,
    by,
    isBase: finding.isBase === true,
    from: stepOf(layers, layer),
    killer: stepOf(layers, by),
    package: nameOf(finding.package),
    instead: nameOf(finding.instead),
    examples: examples?.slice(0, 2) ?? [],
  };
}

const SHORT = 60;

function shortLine(text: string): string {
  return shorten(text.replace(/\s+/g, ' '), SHORT);
}

function cellsOf(layer: InspectedLayerRecord, n: number): Row<LayerColumn> {
  const { contentBytes, transferBytes, deadBytes, files, line, instruction } = layer;
  return {
    layer: String(n),
    unpacked: formatBytes(contentBytes),
    transfer: transferBytes === undefined ? NOTHING : formatBytes(transferBytes),
    dead: deadBytes === 0 ? NOTHING : formatBytes(deadBytes),
    files: String(files),
    line: line === undefined ? NOTHING : String(line),
    instruction: showText((instruction ?? NOTHING).replace(/\s+/g, ' ')),
  };
}

function tellPackages({ packages = [], unreadPackageFiles = [] }: InspectionRecord, { say }: Language) {
  const own = packages.filter(({ ownedBy }) => ownedBy === undefined).toSorted((a, b) => b.bytes - a.bytes);
  const rows = own.slice(0, MOST_PACKAGES).map(({ name, version, kind, bytes, layer }) => ({
    package: showText(name),
    version: showText(version),
    kind,
    bytes: formatBytes(bytes),
    layer: String(layer),
  }));
  const rest = own.slice(MOST_PACKAGES);
  const bytes = sumBytes(rest);
  const files = unreadPackageFiles.length;
  const notes = [
    ...(rest.length === 0 ? [] : [say(message('inspect-more-packages', { count: rest.length, bytes }))]),
    ...(files === 0 ? [] : [say(message('inspect-packages-unread', { files }))]),
  ];
  return { rows, notes };
}
