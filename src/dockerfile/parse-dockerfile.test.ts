import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { Problem } from '../model/problem.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { DockerfileTree } from './tree.ts';

const read = (text: string): DockerfileTree => parseDockerfile(Buffer.from(text));
const readBytes = (text: string): DockerfileTree => parseDockerfile(Buffer.from(text, 'latin1'));
const joined = (tree: DockerfileTree): string =>
  tree.nodes.map((n) => tree.text.slice(n.range.start, n.range.end)).join('');
const slice = (tree: DockerfileTree, range: { start: number; end: number }): string =>
  tree.text.slice(range.start, range.end);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return `${error.kind} ${error.code} ${JSON.stringify(error.args)}`;
    throw error;
  }
  return 'read';
}

/** Lines that make and break Dockerfiles, to be put together at random. */
const LINE = fc.constantFrom(
  'FROM alpine',
  'from a AS b',
  'RUN echo a \\',
  '  && b',
  '# comment \\',
  '',
  ' \t',
  'RUN <<EOF',
  'EOF',
  'COPY <<-"A" <<B /x',
  '\tA',
  'B',
  '# escape=`',
  'RUN a `',
  'CMD ["a", "b"]',
  'ENV A=1 B="x y" \\',
  'ONBUILD RUN x',
  'HEALTHCHECK --interval=1s CMD x',
  'COPY --from=b "a b" /c',
  '\xb0\xa1\xff\x85',
  '\xef\xbb\xbf',
  'ARG X="${Y:-',
  "LABEL a='b",
  '\\',
);
const DOCKERFILE = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 8, arbitrary: LINE }, fc.string({ unit: 'binary-ascii' })),
      fc.constantFrom('\n', '\r\n', '\r'),
    ),
  )
  .map((lines) => lines.flat().join(''));

describe('parseDockerfile keeps every byte', () => {
  it('joins its nodes to the file, whatever the file; throws nothing but Problem', () => {
    let accepted = 0;
    fc.assert(
      fc.property(DOCKERFILE, fc.boolean(), (text, lead) => {
        const source = lead ? `FROM scratch\n${text}` : text;
        if (codeOf(() => readBytes(source)) !== 'read') return;
        accepted += 1;
        expect(joined(readBytes(source))).toBe(source);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it.each([
    ['a byte order mark', '\xef\xbb\xbfFROM alpine\nRUN x\n'],
    ['CRLF', 'FROM alpine\r\nRUN a \\\r\n  # c\r\n  b\r\n'],
    ['CP949', 'FROM alpine\n# \xc7\xd1\xb1\xdb\nRUN echo "\xc7\xd1\xb1\xdb"\n'],
    ['no last newline', 'FROM alpine\nRUN x'],
  ])('keeps %s', (_name, source) => {
    const tree = readBytes(source);
    expect(joined(tree)).toBe(source);
    expect(tree.instructions.map((i) => i.keyword)).toEqual(['FROM', 'RUN']);
  });

  it('gives byte ranges that hold the words as written, after multi-byte text too', () => {
    const tree = read('# 한글 주석\nFROM alpine\nCOPY --chown=나 "파일" \\\n  # 왜\n  /데이터\n');
    const copy = tree.instructions[1];
    expect(copy?.words.map((w) => Buffer.from(slice(tree, w.range), 'latin1').toString())).toEqual([
      '"파일"',
      '/데이터',
    ]);
    expect(copy?.flags.map((f) => Buffer.from(slice(tree, f.range), 'latin1').toString())).toEqual(['--chown=나']);
    expect(copy?.innerComments.map((r) => Buffer.from(slice(tree, r), 'latin1').toString())).toEqual(['  # 왜\n']);
    expect([copy?.startLine, copy?.endLine]).toEqual([3, 5]);
  });

  it('stops at the published limits, before any of it is kept', () => {
    const file = (instructions: number) => `FROM scratch\n${'USER 1\n'.repeat(instructions - 1)}`;
    expect(read(file(20_000)).instructions).toHaveLength(20_000);
    expect(codeOf(() => read(file(20_001)))).toBe(
      'usage dockerfile-over-limit {"limit":"instructions","allowed":20000}',
    );
    const started = cpuMs();
    expect(codeOf(() => read(`FROM scratch\n${'#\n'.repeat(2 << 20)}`))).toBe(
      'usage dockerfile-over-limit {"limit":"bytes","allowed":4194304}',
    );
    expect(cpuMs() - started).toBeLessThan(1000);
  });

  it('knows the newline of the file', () => {
    expect(read('FROM a\r\nRUN b\n').newline).toBe('\r\n');
    expect(read('FROM a\nRUN b\r\n').newline).toBe('\n');
  });
});

describe('parseDockerfile refuses what no builder reads', () => {
  it.each([
    ['UTF-16, little end first, marked', '\xff\xfeF\0R\0O\0M\0', 'usage dockerfile-utf16 {}'],
    ['UTF-16, big end first, marked', '\xfe\xff\0F\0R', 'usage dockerfile-utf16 {}'],
    ['UTF-16 without a mark', 'F\0R\0O\0M\0 \0a\0', 'usage dockerfile-utf16 {}'],
    ['nothing', '', 'usage dockerfile-empty {}'],
    ['comments only', '# a\n\n', 'usage dockerfile-empty {}'],
    ['no FROM', 'ARG A\nRUN x\n', 'usage dockerfile-no-stage {"line":2}'],
    ['ARG alone', 'ARG A\n', 'usage dockerfile-no-stage {"line":1}'],
    ['an unknown word', 'FROM a\nRUNN x\n', 'usage dockerfile-unknown-instruction {"line":2,"keyword":"RUNN"}'],
    [
      'an open here-document',
      'FROM a\nRUN <<EOF\nx\n',
      'usage dockerfile-unterminated-heredoc {"line":2,"name":"EOF"}',
    ],
    [
      'a wrong escape',
      '# escape=x\nFROM a\n',
      'usage dockerfile-bad-directive {"line":1,"directive":"escape","reason":"value"}',
    ],
    [
      'a repeated directive',
      '# check=a\n# check=b\nFROM a\n',
      'usage dockerfile-bad-directive {"line":2,"directive":"check","reason":"repeated"}',
    ],
    [
      'a flag where none goes',
      'FROM a\nCMD --port 80\n',
      'usage dockerfile-unknown-flag {"line":2,"keyword":"CMD","flag":"--port"}',
    ],
    [
      'a trailing comment of COPY alone (T38 spares this one: it has a destination)',
      'FROM a\nCOPY a\n',
      'usage dockerfile-bad-arguments {"line":2,"keyword":"COPY","reason":"too-few"}',
    ],
    ['a wrong stage name', 'FROM a AS 1\n', 'usage dockerfile-bad-stage-name {"line":1,"name":"1"}'],
    [
      'numbers in exec form',
      'FROM a\nCMD [1]\n',
      'usage dockerfile-bad-arguments {"line":2,"keyword":"CMD","reason":"array-not-strings"}',
    ],
  ])('%s', (_name, source, code) => {
    expect(codeOf(() => readBytes(source))).toBe(code);
  });

  it('spares a flag that is newer than this program', () => {
    expect(codeOf(() => read('FROM a\nCOPY --brand-new=1 a b\n'))).toBe('read');
  });
});

describe('parseDockerfile takes instructions apart', () => {
  it('finds here-documents only where BuildKit does', () => {
    const tree = read(
      'FROM a\nRUN cat <<-X <<"Y" >f\n\ta\n\tX\nb\nY\nENV E=<<EOF\nCOPY ["<<EOF", "/x"]\nRUN cat<<NO\n',
    );
    expect(
      tree.instructions.map((i) => i.heredocs.map((h) => [h.name, h.expand, h.chomp, slice(tree, h.bodyRange)])),
    ).toEqual([
      [],
      [
        ['X', true, true, '\ta\n'],
        ['Y', false, false, 'b\n'],
      ],
      [],
      [],
      [],
    ]);
    expect(tree.instructions.map((i) => [i.startLine, i.endLine])).toEqual([
      [1, 1],
      [2, 6],
      [7, 7],
      [8, 8],
      [9, 9],
    ]);
  });

  it('T38: takes a comment after COPY for words', () => {
    expect(read('FROM a\nCOPY . . # all\n').instructions[1]?.words.map((w) => w.text)).toEqual(['.', '.', '#', 'all']);
  });

  it('nests the trigger of ONBUILD', () => {
    const [, onbuild] = read('FROM a\nONBUILD COPY --from=x a b\n').instructions;
    expect(onbuild?.trigger?.keyword).toBe('COPY');
    expect(onbuild?.trigger?.flags.map((f) => [f.name, f.value])).toEqual([['from', 'x']]);
  });
});

describe('parseDockerfile takes hostile input in linear time', () => {
  const seconds = (text: string): number => {
    const start = cpuMs();
    codeOf(() => readBytes(text));
    return (cpuMs() - start) / 1000;
  };
  it.each([
    ['one logical line of 4 MB', `FROM a\nRUN x ${'yyyyyyy \\\n'.repeat(500_000)}z\n`],
    ['a physical line of 1 MB', `FROM a\nRUN ${'x '.repeat(500_000)}\n`],
    ['100,000 instructions', `FROM a\n${'RUN echo x\n'.repeat(100_000)}`],
    ['100,000 blank continuations', `FROM a\nRUN x \\\n${'\n'.repeat(100_000)}`],
    ['10,000 here-documents', `FROM a\n${'RUN <<A <<B\n<<A\nA\nB\n'.repeat(10_000)}`],
    ['one line with 10,000 here-documents', `FROM a\nRUN ${'<<A '.repeat(10_000)}\n${'A\n'.repeat(10_000)}`],
    ['nested expansions beside <<', `FROM a\nRUN <<A ${'${x:-'.repeat(12_000)}\nA\n`],
    ['blanks after <<', `FROM a\nRUN <<${' '.repeat(60_000)}a<b\n`],
    ['a directive of blanks', `# syntax=a${' '.repeat(60_000)}b\nFROM a\n`],
    ['ONBUILD over and over', `FROM a\n${'ONBUILD '.repeat(8_000)}RUN x\n`],
    ['deep JSON', `FROM a\nCMD ${'['.repeat(60_000)}\n`],
    ['words of quotes', `FROM a\nENV ${'A="b" '.repeat(9_000)}\\\n${'C=\\"\\\n'.repeat(9_000)}\n`],
  ])(
    '%s',
    (_name, text) => {
      expect(seconds(text)).toBeLessThan(15);
    },
    30_000,
  );
});
