import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareWithOracle } from './compare.ts';
import { askOracle, buildOracle } from './oracle.ts';

const oracle = buildOracle();
if (oracle === undefined)
  console.warn('SKIPPED: random files as BuildKit reads them: no Go toolchain to build the oracle');

const HEAD = fc.constantFrom(
  '',
  '# escape=`\n',
  '# syntax=a\n#check=b\n',
  '\n',
  '\xef\xbb\xbf',
  'ARG A=1 B\n',
  '  #escape = \\ \n',
);
const LINE = fc.constantFrom(
  'FROM alpine',
  'FROM a${A} AS b',
  'RUN echo a \\',
  ' \t&& b `',
  '# c \\',
  '',
  ' \t',
  '\xe3\x80\x80',
  'RUN <<EOF',
  'EOF',
  'RUN cat <<"E\'F" 3<<-EOF >x',
  "E'F",
  '\tEOF',
  'COPY <<A <<-B /x',
  'A',
  'B',
  'USER x \\\\',
  '\\',
  '`',
  'CMD ["a", \\',
  ' "b"]',
  'CMD ["\\u00e9\\"", "c" ] ',
  'CMD [ a ]',
  'ENV A=1 B="x y" \\',
  " C='d",
  'ENV A b  c',
  'LABEL "a b"=c d=e\\ f',
  'ONBUILD RUN --x=1 y',
  'ONBUILD COPY <<A /z',
  'HEALTHCHECK --interval=1s CMD x',
  'HEALTHCHECK NONE',
  'COPY --from=b --chown="a b" c /d',
  'COPY ["a b", "/c"]',
  'RUN --mount=type=cache,target=/x,"id=a,b" -- y',
  'VOLUME /a /b',
  'EXPOSE 80  $P',
  'ARG X Y="a b"',
  'WORKDIR a b',
  'RUN x\xc2\xa0y \xc2\xa0',
  'RUN \xb0\xa1\xa0 \x85',
  'add a b',
  'RUN\tx',
  "RUN echo it's <<EOF",
  'RUN ${x:-<<EOF} $(y) <<EOF',
  'SHELL ["a"]',
  'STOPSIGNAL 9',
);
const FILE = fc
  .tuple(
    HEAD,
    fc.array(fc.tuple(LINE, fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n', '\r')), { minLength: 1, maxLength: 5 }),
    fc.boolean(),
  )
  .map(([head, lines, from]) => `${head}${from ? 'FROM scratch AS b\n' : ''}${lines.flat().join('')}`);

it.skipIf(oracle === undefined)('reads 6,000 random files as BuildKit does', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-random-'));
  try {
    const inputs = fc.sample(FILE, { numRuns: 6_000, seed: 20_26 }).map((text) => Buffer.from(text, 'latin1'));
    const requests = inputs.map((bytes, i) => {
      writeFileSync(join(scratch, `${i}`), bytes);
      return { file: join(scratch, `${i}`) };
    });
    const answers = askOracle(oracle ?? '', requests);
    const rows = inputs.flatMap((bytes, i) => {
      const answer = answers[i];
      return answer === undefined ? [] : [{ text: bytes.toString('latin1'), ...compareWithOracle(bytes, answer) }];
    });
    const differing = rows.filter((r) => r.differences.length > 0);
    console.log(
      `random: ${rows.length} files, ${rows.filter((r) => r.refused).length} refused by both, ${differing.length} with differences`,
    );
    expect(rows.filter((r) => !r.refused).length).toBeGreaterThan(1000);
    expect(differing.slice(0, 3)).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
