import { bytesToText, textToBytes } from '../model/bytes.ts';
import { sha256 } from '../model/sha256.ts';
import { rungIgnoreText } from '../project/ignore-file.ts';
import type { Rung } from '../record/run.ts';
import type { Attempt } from './attempt-rung.ts';
import type { TrialPlan } from './contract.ts';

/** The rung's files as they are built: both apply from outside the context. */
export async function writeRungFiles(plan: TrialPlan, attempt: Attempt): Promise<Rung> {
  const { folder } = plan;
  const ignore = textToBytes(
    rungIgnoreText(attempt.files.ignore === undefined ? undefined : bytesToText(attempt.files.ignore)),
  );
  const files = [
    { path: `${attempt.n}/Dockerfile`, bytes: attempt.files.dockerfile },
    { path: `${attempt.n}/Dockerfile.dockerignore`, bytes: ignore },
  ];
  for (const file of files) await folder.files.write(`${folder.root}/${file.path}`, file.bytes);
  return {
    n: attempt.n,
    parent: attempt.parent?.n ?? null,
    technique: attempt.technique,
    group: attempt.group,
    building: 'built',
    kept: 'not-kept',
    files: files.map((f) => ({ path: f.path, sha256: sha256(f.bytes) })),
    edits: attempt.edits,
    measures: {},
    layers: [],
    steps: [],
    coverage: { probed: 0, known: 0 },
    ...(attempt.notes.length > 0 ? { notes: attempt.notes } : {}),
  };
}
