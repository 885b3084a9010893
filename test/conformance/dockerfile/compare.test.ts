import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ASPECTS, type Comparison, compareWithOracle } from './compare.ts';
import { askOracle, buildOracle } from './oracle.ts';

const oracle = buildOracle();
const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-conformance-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Our own tricky files, and a folder of real ones that is never committed. */
const corpora: readonly (readonly [name: string, dir: string | undefined])[] = [
  ['own', join(import.meta.dirname, 'corpus')],
  ['real', process.env['PLIMSOLL_CORPUS']],
];

describe.each(corpora)('the %s corpus', (name, dir) => {
  const missing =
    oracle === undefined
      ? 'no Go toolchain to build the oracle'
      : dir === undefined
        ? 'PLIMSOLL_CORPUS is not set'
        : undefined;
  if (missing !== undefined) console.warn(`SKIPPED: conformance with BuildKit, ${name} corpus: ${missing}`);

  it.skipIf(missing !== undefined).each(['as found', 'with CRLF', 'with LF and a byte order mark'] as const)(
    'reads as BuildKit does, %s',
    (shape) => {
      const files = readdirSync(dir ?? '.').toSorted();
      const inputs = files.map((file) => reshape(readFileSync(join(dir ?? '.', file)), shape));
      const requests = inputs.map((bytes, i) => {
        const file = join(scratch, `${i}`);
        writeFileSync(file, bytes);
        return { file };
      });
      const answers = askOracle(oracle ?? '', requests);
      const rows = inputs.map((bytes, i) => {
        const answer = answers[i];
        if (answer === undefined) throw new Error('the oracle gave too few answers');
        return { file: files[i], ...compareWithOracle(bytes, answer) };
      });
      console.log(tabulate(`${name}, ${shape}`, rows));
      expect(rows.length).toBeGreaterThanOrEqual(name === 'own' ? 25 : 60);
      expect(rows.filter((r) => r.differences.length > 0).map((r) => [r.file, r.differences])).toEqual([]);
    },
  );
});

function reshape(bytes: Buffer, shape: string): Buffer {
  if (shape === 'as found') return bytes;
  const plain = bytes.toString('latin1').replaceAll('\r\n', '\n');
  const text = shape === 'with CRLF' ? plain.replaceAll('\n', '\r\n') : `\xef\xbb\xbf${plain}`;
  return Buffer.from(text, 'latin1');
}

function tabulate(title: string, rows: readonly Comparison[]): string {
  const count = (aspect: string) => rows.flatMap((r) => r.differences).filter((d) => d.aspect === aspect).length;
  const instructions = rows.reduce((sum, r) => sum + r.instructions, 0);
  const refused = rows.filter((r) => r.refused).length;
  const head = `${title}: ${rows.length} files, ${instructions} instructions, ${refused} refused by both`;
  return [head, ...ASPECTS.map((aspect) => `  ${aspect.padEnd(10)} ${count(aspect)} differences`)].join('\n');
}
