import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/model/problem.ts';
import { TECHNIQUES } from '../../../src/techniques/registry.ts';
import { compareWithOracle } from '../../conformance/dockerfile/compare.ts';
import { askOracle, buildOracle } from '../../conformance/dockerfile/oracle.ts';
import { atLeast, check, count, isZero, type Part, type PartContext, type PartResult } from '../contract.ts';
import { type Applied, applyAll } from './apply-all.ts';
import { type BuildCheck, checkBuild, writeProject } from './check-build.ts';
import { CHOICE_RULE, type CorpusFile, chooseFiles } from './choose-files.ts';
import { PROJECT_RULE, synthesiseProject } from './synthesise-project.ts';

const CORPUS = process.env['PLIMSOLL_CORPUS'] ?? join(homedir(), '.cache', 'plimsoll-corpus');
const WANTED_FILES = 200;
/** Where the edited files are put for a person to look at; never committed. */
const SHOWN = process.env['PLIMSOLL_PROOF_SHOW'];

/** Techniques that rewrite how an image is built. */
const DEEP = ['slim-base', 'dependencies-first', 'cache-mounts', 'runtime-stage-split'];

const ROOMS = ['dockerfile', 'facts', 'techniques', 'ecosystems', 'bases', 'model', 'project'];

export const corpus: Part = {
  id: 'corpus',
  proves:
    'real Dockerfiles are read as BuildKit reads them, and every edit of them keeps what it did not mean to change',
  needsEngine: true,
  needsProgram: false,
  inputs: [
    { name: 'rooms', paths: ROOMS.map((r) => `src/${r}`) },
    { name: 'part', paths: ['test/proof/corpus', 'test/conformance/dockerfile/compare.ts'] },
    { name: 'corpus', paths: [CORPUS], outside: true },
  ],
  run: runCorpus,
};

interface Row {
  readonly file: CorpusFile;
  readonly applied: Applied | undefined;
  readonly refused: string | undefined;
  readonly before: BuildCheck | undefined;
  readonly after: BuildCheck | undefined;
}

async function runCorpus(context: PartContext): Promise<PartResult> {
  if (!existsSync(CORPUS)) throw new Error(`no corpus at ${CORPUS}`);
  const choice = chooseFiles(CORPUS, context.small ? 10 : WANTED_FILES);
  const read = compareAll(context, choice.chosen);
  const rows = choice.chosen.map((file, i) => {
    if (i % 20 === 0) context.say(`corpus: ${i} of ${choice.chosen.length} files`);
    return applyAndCheck(context, file);
  });
  const edited = rows.filter((r) => (r.applied?.steps.length ?? 0) > 0);
  const rewritten = edited.filter((r) => r.applied?.files.dockerfile !== r.file.bytes);
  const deeply = rewritten.filter((r) => DEEP.some((t) => usedBy(r, t)));
  const checked = edited.filter((r) => r.after !== undefined);
  const breaches = rows.flatMap((r) => r.applied?.breaches.map((b) => ({ file: r.file.name, ...b })) ?? []);
  const worse = checked.flatMap((r) => newTrouble(r).map((what) => ({ file: r.file.name, what })));
  for (const b of [...breaches, ...worse]) context.say(`corpus: ${JSON.stringify(b)}`);
  const n = rows.length;
  const uncheckable = checked.filter((r) => r.before?.error !== undefined);
  return {
    figures: [
      count('files found', choice.found, choice.found),
      count('files chosen', n, n),
      count('files refused by the parser', rows.filter((r) => r.refused !== undefined).length, n),
      count('instructions compared with BuildKit', read.instructions, n),
      count('files with an edit', edited.length, n),
      count('files whose Dockerfile text is edited', rewritten.length, n),
      ...TECHNIQUES.map((t) => count(`edited by ${t.id}`, edited.filter((r) => usedBy(r, t.id)).length, n)),
      count('files whose Dockerfile is edited by more than the user line', deeply.length, n),
      count('edits the guard refused', rows.flatMap((r) => r.applied?.refused ?? []).length, n),
      count('edited files checked by the builder', checked.length - uncheckable.length, edited.length),
      count('edited files whose original the builder refuses', uncheckable.length, edited.length),
      count(
        'edited files that name another front end',
        checked.filter((r) => r.after?.otherFrontEnd).length,
        edited.length,
      ),
    ],
    checks: [
      atLeast('files chosen', n, 60),
      isZero('files read otherwise than BuildKit', read.different),
      atLeast('files whose Dockerfile text is edited', rewritten.length, 40),
      isZero('edits that change what they did not mean to', breaches.length),
      isZero('edited files with an error or a kind of warning that the original had not', worse.length),
      check('edited files checked', 'all', `${checked.length} of ${edited.length}`, checked.length === edited.length),
    ],
    details: {
      rules: { choice: CHOICE_RULE, project: PROJECT_RULE },
      setDigest: choice.setDigest,
      breaches: breaches.map(({ technique, what }) => ({ technique, what })),
      newTrouble: worse.map((w) => w.what),
      refusedByTheGuard: rows.flatMap((r) => r.applied?.refused ?? []),
      declined: countDeclined(rows),
    },
  };
}

function compareAll(context: PartContext, files: readonly CorpusFile[]): { instructions: number; different: number } {
  const oracle = buildOracle();
  if (oracle === undefined) throw new Error('a Go toolchain is needed to build the oracle');
  const requests = files.map((f, i) => {
    const file = join(context.scratch, `oracle-${i}`);
    writeFileSync(file, f.bytes);
    return { file };
  });
  const rows = askOracle(oracle, requests).map((answer, i) =>
    compareWithOracle(files[i]?.bytes ?? Buffer.of(), answer),
  );
  return {
    instructions: rows.reduce((sum, r) => sum + r.instructions, 0),
    different: rows.filter((r) => r.differences.length > 0).length,
  };
}

function applyAndCheck(context: PartContext, file: CorpusFile): Row {
  const none = { applied: undefined, before: undefined, after: undefined };
  try {
    const project = synthesiseProject(file.bytes);
    const applied = applyAll(file.bytes, project);
    if (applied.steps.length === 0) return { file, ...none, applied, refused: undefined };
    const dir = join(context.scratch, file.digest.slice(7, 23));
    mkdirSync(dir, { recursive: true });
    writeProject(project, dir);
    const before = checkBuild({ dockerfile: file.bytes, ignore: undefined }, dir, 'before', context.env);
    const after = checkBuild(applied.files, dir, 'after', context.env);
    if (SHOWN !== undefined) show(SHOWN, file, applied);
    return { file, applied, refused: undefined, before, after };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { file, ...none, refused: error.code };
  }
}

function newTrouble({ before, after }: Row): readonly string[] {
  const known = new Set(before?.warnings);
  const warnings = [...new Set(after?.warnings)].filter((w) => !known.has(w)).map((w) => `warning ${w}`);
  const error = after?.error !== undefined && before?.error === undefined ? [`error ${after.error}`] : [];
  return [...warnings, ...error];
}

function usedBy(row: Row, technique: string): boolean {
  return row.applied?.steps.some((s) => s.technique === technique) ?? false;
}

function countDeclined(rows: readonly Row[]): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const row of rows) {
    for (const [technique, code] of Object.entries(row.applied?.declined ?? {})) {
      const of = counts[technique] ?? {};
      of[code] = (of[code] ?? 0) + 1;
      counts[technique] = of;
    }
  }
  return counts;
}

function show(folder: string, file: CorpusFile, applied: Applied): void {
  const dir = join(folder, file.name.replaceAll('/', '_'));
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'before'), file.bytes);
  writeFileSync(join(dir, 'after'), applied.files.dockerfile);
  writeFileSync(join(dir, 'ignore'), applied.files.ignore ?? '');
  writeFileSync(join(dir, 'steps'), applied.steps.map((s) => s.technique).join('\n'));
  writeFileSync(join(dir, 'declined'), JSON.stringify(applied.declined, null, 1));
}
