import type { InstallStep } from '../../ecosystems/contract.ts';
import type { PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import type { Edit } from '../../model/bytes.ts';
import { textOf } from '../texts.ts';

/** Static, without paths of the builder and without symbol tables; flags that are there already are left alone. */
export function compileEdits(facts: SourceFacts, compile: InstallStep, at: PlacedInstruction): Edit[] {
  const words = compile.words.map((w) => textOf(facts.tree, w.range));
  const has = (flag: string) => words.some((w) => w === flag || w.startsWith(`${flag}=`) || w.startsWith(`-${flag}=`));
  // A flag on the command line would take the place of the same flag in GOFLAGS.
  const preset = at.env['GOFLAGS'] ?? '';
  const added: string[] = [];
  if (!has('-trimpath')) added.push('-trimpath');
  if (!has('-ldflags') && !preset.includes('-ldflags')) added.push('-ldflags="-s -w"');
  if (!has('-tags') && !preset.includes('-tags')) added.push('-tags timetzdata');
  const first = compile.words[0]?.range.start ?? 0;
  const isStatic = at.env['CGO_ENABLED'] === '0' || /CGO_ENABLED=0/.test(at.instruction.args.text);
  const edits: Edit[] = isStatic ? [] : [{ range: { start: first, end: first }, text: 'CGO_ENABLED=0 ' }];
  if (added.length > 0)
    edits.push({ range: { start: compile.flagsAt, end: compile.flagsAt }, text: ` ${added.join(' ')}` });
  return [
    ...edits,
    ...mergeValue(facts, compile, '-ldflags', (v) => (/(^|\s)-s(\s|$)/.test(v) ? v : `-s -w ${v}`)),
    ...mergeValue(facts, compile, '-tags', (v) => (v.includes('timetzdata') ? v : `${v},timetzdata`)),
  ];
}

/** Changes the value of a flag that is written already, inside its quotes. */
function mergeValue(facts: SourceFacts, compile: InstallStep, flag: string, change: (value: string) => string): Edit[] {
  const index = compile.words.findIndex((w) => new RegExp(`^-?${flag}(=|$)`, 's').test(textOf(facts.tree, w.range)));
  const word = compile.words[index];
  if (word === undefined) return [];
  const written = textOf(facts.tree, word.range);
  const [name, attached] = written.split(/=(.*)/s);
  const place = attached === undefined ? compile.words[index + 1]?.range : word.range;
  if (place === undefined) return [];
  const prefix = attached === undefined ? '' : `${name}=`;
  const [, quote = '', value = ''] = /^(["']?)(.*)\1$/s.exec(attached ?? textOf(facts.tree, place)) ?? [];
  const changed = change(value);
  const around = quote || (/\s/.test(changed) ? '"' : '');
  return changed === value ? [] : [{ range: place, text: prefix + around + changed + around }];
}
