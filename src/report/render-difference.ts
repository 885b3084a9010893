import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { formatBytes } from '../language/format-bytes.ts';
import { showText } from '../language/show-text.ts';
import { message } from '../model/message.ts';
import type { DifferenceRecord } from '../record/difference.ts';
import { choosePaths } from './choose-paths.ts';
import { type FoldedChange, foldPaths } from './fold-paths.ts';
import { wrapText } from './width.ts';

export interface DifferenceOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

const INDENT = ' ';
const HANGING = '     ';
const MOST_OTHERS = 30;
const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** A difference for a terminal: what matters most first. Ends with one line break. */
export function renderDifference(record: DifferenceRecord, options: DifferenceOptions): string {
  const { language, width } = options;
  const colors = pico.createColors(options.color);
  const say = language.say;
  const wrap = (text: string) => wrapText(text, width - INDENT.length, HANGING).map((line) => INDENT + line);
  // Broken into lines first: an escape sequence counts as text there, and may be broken itself.
  const wrapBold = (text: string) => wrap(text).map(colors.bold);
  const section = (of: 'privileges' | 'config' | 'packages' | 'paths', lines: readonly string[], rest?: string) =>
    lines.length === 0
      ? []
      : [
          '',
          ...wrapBold(say(message('diff-heading', { of }))),
          ...[...lines, ...(rest === undefined ? [] : [rest])].flatMap((line) => wrap(`  ${line}`)),
        ];
  const listed = (of: 'privileges' | 'config' | 'packages', lines: readonly string[]) => {
    const count = lines.length - MOST_OTHERS;
    return section(of, lines.slice(0, MOST_OTHERS), count > 0 ? say(message('diff-more', { count })) : undefined);
  };
  const { shown, rest } = choosePaths(foldPaths(record.paths));
  const [before, after] = record.images;
  const lines = [
    ...wrapBold(say(message('diff-title', { before: before.name, after: after.name }))),
    ...wrap(record.isSame ? say(message('diff-same', {})) : say(message('diff-summary', countChanges(record)))),
    ...(record.timesOnly === 0 ? [] : wrap(say(message('diff-times', { paths: record.timesOnly })))),
    ...wrap(say(message('diff-sizes', { before: before.unpackedBytes, after: after.unpackedBytes }))),
    ...wrap(say(message('diff-bytes', { bytesDelta: record.bytesDelta }))),
    ...wrap(say(message('diff-layers', record.layers))),
    ...listed(
      'privileges',
      record.privileges.map((one) => tellPrivilege(one, language)),
    ),
    ...listed(
      'config',
      record.config.map((one) => tellConfig(one, language)),
    ),
    ...listed(
      'packages',
      record.packages.map((one) => tellPackage(one, language)),
    ),
    ...section(
      'paths',
      shown.map((one) => tellPath(one, language)),
      rest === undefined ? undefined : say(message('diff-more-paths', rest)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function countChanges({ paths, packages, config, privileges }: DifferenceRecord) {
  const count = (kind: string) => paths.filter(({ is }) => is === kind).length;
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    packages: packages.length,
    config: config.length,
    privileges: privileges.length,
  };
}

function tellPrivilege({ path, is }: DifferenceRecord['privileges'][number], { say }: Language): string {
  const words = say(message('diff-privilege', { is }));
  return path === undefined ? words : `${showText(path)}  ${words}`;
}

function tellConfig({ field, before, after }: DifferenceRecord['config'][number], { say }: Language): string {
  const show = (text: string | undefined) =>
    text === undefined ? say(message('diff-no-value', {})) : showText(/^[[{]/.test(text) ? text : JSON.stringify(text));
  return `${showText(field)}  ${show(before)} → ${show(after)}`;
}

function tellPackage(change: DifferenceRecord['packages'][number], { say }: Language): string {
  const { kind, name, is, versionsBefore, versionsAfter, bytesBefore, bytesAfter } = change;
  const show = (versions: readonly string[]) =>
    versions.length === 0 ? say(message('diff-no-value', {})) : showText(versions.join(', '));
  const sizes = `${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)}`;
  return `${SIGNS[is]} ${showText(name)} (${kind})  ${show(versionsBefore)} → ${show(versionsAfter)}, ${sizes}`;
}

function tellPath(change: FoldedChange, { say }: Language): string {
  const { is, fields, files, isFolder, bytesBefore, bytesAfter } = change;
  const name = `${SIGNS[is]} ${showText(change.path || '/')}${isFolder ? '/' : ''}`;
  const parts = [
    ...(fields.length > 0 ? [say(message('diff-fields', { fields }))] : []),
    ...(isFolder ? [say(message('diff-files', { files }))] : []),
    ...tellBytes(is, { bytesBefore, bytesAfter, files }),
  ];
  return parts.length === 0 ? name : `${name}  ${parts.join(', ')}`;
}

function tellBytes(
  is: FoldedChange['is'],
  { bytesBefore, bytesAfter, files }: Pick<FoldedChange, 'bytesBefore' | 'bytesAfter' | 'files'>,
): readonly string[] {
  if (files === 0) return [];
  if (is === 'added') return [formatBytes(bytesAfter)];
  if (is === 'removed') return [formatBytes(bytesBefore)];
  return bytesBefore === bytesAfter ? [] : [`${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)}`];
}
