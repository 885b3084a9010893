import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edit, wordsToText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import {
  addFlag,
  deleteFlag,
  deleteInstruction,
  insertAfter,
  insertBefore,
  replaceFlag,
  replaceInstruction,
  replaceWord,
} from './edits.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { applyEdits } from './splice.ts';
import type { DockerfileTree, Instruction } from './tree.ts';

const read = (text: string): DockerfileTree => parseDockerfile(Buffer.from(text, 'latin1'));

function nth(tree: DockerfileTree, index: number): Instruction {
  const found = tree.instructions[index];
  if (found === undefined) throw new Error(`no instruction ${index}`);
  return found;
}

const apply = (tree: DockerfileTree, edits: readonly Edit[], options = {}): string =>
  Buffer.from(applyEdits(tree, edits, options)).toString('latin1');

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return `${error.code} ${JSON.stringify(error.args)}`;
    throw error;
  }
  return 'written';
}

const SAMPLE =
  '# syntax=docker/dockerfile:1\n# about\nFROM a AS b\n\n# why\n#  we\n  RUN --network=none x \\\n  # in\n  y\nCOPY --link a /b\nFROM c\nCOPY --from=b /x /y';

describe('edits', () => {
  it('replaces an instruction, keeping indentation and newline', () => {
    const tree = read(SAMPLE);
    expect(apply(tree, [replaceInstruction(tree, nth(tree, 1), ['RUN z \\', '  q'])])).toBe(
      SAMPLE.replace('RUN --network=none x \\\n  # in\n  y', 'RUN z \\\n    q'),
    );
  });

  it('inserts before and after, in the newline of the file', () => {
    const tree = read('FROM a\r\nRUN x\r\nCMD y');
    expect(apply(tree, [insertBefore(tree, nth(tree, 1), ['USER a', 'USER b'])])).toBe(
      'FROM a\r\nUSER a\r\nUSER b\r\nRUN x\r\nCMD y',
    );
    expect(apply(tree, [insertAfter(tree, nth(tree, 2), [wordsToText('USER 한')])])).toBe(
      Buffer.from('FROM a\r\nRUN x\r\nCMD y\r\nUSER 한').toString('latin1'),
    );
  });

  it('deletes an instruction with the comments that stand on it, and no others', () => {
    const tree = read(SAMPLE);
    expect(apply(tree, [deleteInstruction(tree, nth(tree, 1))])).toBe(
      '# syntax=docker/dockerfile:1\n# about\nFROM a AS b\n\nCOPY --link a /b\nFROM c\nCOPY --from=b /x /y',
    );
  });

  it('replaces words and flags, adds and deletes flags', () => {
    const tree = read(SAMPLE);
    const [from, run, copy] = [nth(tree, 0), nth(tree, 1), nth(tree, 2)];
    const edits = [
      ...from.words.slice(0, 1).map((w) => replaceWord(w, 'a:slim')),
      addFlag(from, '--platform=linux/amd64'),
      addFlag(run, '--mount=type=cache,target=/c'),
      ...copy.flags.map((f) => deleteFlag(tree, f)),
      ...nth(tree, 4).flags.map((f) => replaceFlag(f, '--from=0')),
    ];
    expect(apply(tree, edits)).toBe(
      SAMPLE.replace('FROM a AS', 'FROM --platform=linux/amd64 a:slim AS')
        .replace('--network=none', '--network=none --mount=type=cache,target=/c')
        .replace('COPY --link a', 'COPY a')
        .replace('--from=b', '--from=0'),
    );
  });

  it('adds a flag to the trigger of ONBUILD', () => {
    const tree = read('FROM a\nONBUILD COPY x /y\n');
    expect(apply(tree, [addFlag(nth(tree, 1), '--link')])).toBe('FROM a\nONBUILD COPY --link x /y\n');
  });
});

describe('applyEdits refuses', () => {
  const tree = read('FROM a\nRUN x\nUSER y\nCMD z\n');
  const at = (start: number, end: number, text: string): Edit => ({ range: { start, end }, text });
  it.each([
    ['overlapping edits', [at(7, 12, 'RUN q'), at(9, 13, 'r')], 'edits-overlap {"start":9,"end":13}'],
    ['an edit outside the file', [at(30, 31, 'x')], 'edit-outside-file {"start":30,"end":31}'],
    ['a result that does not parse', [at(0, 7, '')], 'edit-breaks-dockerfile {"code":"dockerfile-no-stage"}'],
    [
      'a continuation that swallows the next',
      [at(12, 12, ' \\')],
      'edit-changes-other-instruction {"line":3,"keyword":"USER"}',
    ],
    [
      'a here-document that swallows the rest',
      [at(7, 12, 'RUN <<CMD\nq')],
      'edit-breaks-dockerfile {"code":"dockerfile-unterminated-heredoc"}',
    ],
    [
      'a prefix put on another instruction',
      [at(13, 13, 'RUN ')],
      'edit-changes-other-instruction {"line":3,"keyword":"USER"}',
    ],
    ['a stage put between', [at(13, 13, 'FROM b\n')], 'edit-changes-other-instruction {"line":3,"keyword":"USER"}'],
    ['an escape directive', [at(0, 0, '# escape=`\n')], 'written'],
  ])('%s', (_name, edits, code) => {
    expect(codeOf(() => applyEdits(tree, edits))).toBe(code);
  });

  it('an escape directive where a continuation depends on it', () => {
    const other = read('FROM a\nRUN x \\\n  y\n');
    expect(codeOf(() => applyEdits(other, [at(0, 0, '# escape=`\n')]))).not.toBe('written');
  });

  it('spares a stage put between on purpose', () => {
    expect(apply(tree, [at(13, 13, 'FROM b\n')], { mayMoveStages: true })).toBe(
      'FROM a\nRUN x\nFROM b\nUSER y\nCMD z\n',
    );
  });

  it('spares a stage put before all, or after all', () => {
    expect(codeOf(() => applyEdits(tree, [at(0, 0, 'FROM q AS w\nRUN e\n'), at(26, 26, 'FROM z\n')]))).toBe('written');
  });
});

describe('applyEdits', () => {
  it('leaves every byte outside the edits, or refuses', () => {
    let written = 0;
    const tree = read(SAMPLE);
    const edit = fc
      .tuple(
        fc.nat(SAMPLE.length),
        fc.nat(12),
        fc.constantFrom('', ' ', 'x', '\n', ' \\\n', '# c\n', 'RUN q\n', 'FROM z\n', '\xb0'),
      )
      .map(([start, length, text]): Edit => ({ range: { start, end: Math.min(start + length, SAMPLE.length) }, text }));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        let out: string;
        try {
          out = apply(tree, edits);
        } catch (error) {
          if (error instanceof Problem) return;
          throw error;
        }
        written += 1;
        let at = 0;
        let from = 0;
        for (const e of edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
          const kept = SAMPLE.slice(from, e.range.start);
          expect(out.slice(at, at + kept.length)).toBe(kept);
          at += kept.length + e.text.length;
          from = e.range.end;
        }
        expect(out.slice(at)).toBe(SAMPLE.slice(from));
      }),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(100);
  });

  it('gives the file back for no edits', () => {
    expect(apply(read(SAMPLE), [])).toBe(SAMPLE);
  });
});
