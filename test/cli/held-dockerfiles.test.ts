import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOSTILE_CASES } from '../held/hostile/cases.ts';
import type { Answer, Medium, Note } from '../held/hostile/contract.ts';
import { type Metered, meter } from '../kit/meter.ts';
import { makeSpecial, writeFiles } from '../kit/write-files.ts';
import { passedCeilings } from './judge-hostile.ts';
import { builtProgram } from './kit.ts';

type DockerfileMedium = Extract<Medium, { is: 'dockerfile' }>;

/** What a note of the held cases is called here. */
const RULE_OF: Partial<Record<Note, string>> = {
  'hostile-frontend': 'foreign-frontend',
  'remote-source': 'remote-source-unverified',
  'context-escape': 'source-outside-context',
  'secret-in-dockerfile': 'secret-in-dockerfile',
};

const CASES = HOSTILE_CASES.flatMap((item) =>
  item.medium.is === 'dockerfile' ? [{ id: item.id, item, medium: item.medium }] : [],
);
const right = new Set<string>();
afterAll(() => console.log(`hostile Dockerfiles: ${right.size} of ${CASES.length} answered as stated`));

function writeProject(home: string, medium: DockerfileMedium): string {
  const dir = join(home, 'project');
  writeFiles(dir, medium.context?.() ?? []);
  writeFiles(home, medium.outside?.() ?? []);
  writeFileSync(join(dir, 'Dockerfile'), Buffer.from(medium.text(), 'latin1'));
  for (const special of medium.special ?? []) makeSpecial(dir, special);
  return dir;
}

/** @returns what is wrong with the answer, empty where it is right */
function compare(answer: Answer, { code, out, err }: Metered): string[] {
  if (code > 1) {
    const isOneLine = /^plimsoll: [a-z0-9-]+: [^\n]+\n(?:[^\n]+\n)?$/.test(err) && out === '';
    const mayRefuse = answer.is === 'refused' || (answer.is === 'parsed' && answer.orRefused !== undefined);
    return [...(isOneLine ? [] : [`no single line: ${err.slice(0, 300)}`]), ...(mayRefuse ? [] : [`refused: ${err}`])];
  }
  if (answer.is !== 'parsed') return [`read, wanted ${answer.is}`];
  const { project, findings } = JSON.parse(out) as {
    readonly project: { readonly stages: number; readonly instructions: number };
    readonly findings: readonly { readonly rule: string }[];
  };
  const wrong: string[] = [];
  if (project.stages !== answer.stages) wrong.push(`${project.stages} stages, wanted ${answer.stages}`);
  if (answer.instructions !== undefined && project.instructions !== answer.instructions) {
    wrong.push(`${project.instructions} instructions, wanted ${answer.instructions}`);
  }
  for (const note of answer.notes ?? []) {
    if (!findings.some(({ rule }) => rule === RULE_OF[note])) wrong.push(`not said: ${note}`);
  }
  return wrong;
}

describe('hostile Dockerfiles', () => {
  it.each(CASES)(
    '$id',
    ({ id, item, medium }) => {
      const home = mkdtempSync(join(tmpdir(), 'plimsoll-hostile-'));
      try {
        const dir = writeProject(home, medium);
        const env = { PATH: process.env['PATH'], HOME: home, COLUMNS: '120' };
        const run = (...words: string[]) => meter([process.execPath, builtProgram(), dir, ...words], { env, cwd: dir });
        const asData = run('--format', 'json');
        expect(compare(item.answer, asData)).toEqual([]);
        expect(passedCeilings(item, asData)).toEqual([]);
        const asText = run();
        for (const { text } of item.neverPrinted ?? []) {
          const said = Buffer.from(text, 'latin1').toString();
          expect(asData.out + asData.err + asText.out + asText.err).not.toContain(said);
        }
        right.add(id);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
