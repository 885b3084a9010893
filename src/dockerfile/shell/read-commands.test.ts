import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { readCommands, type SimpleCommand } from './read-commands.ts';

function read(text: string, shell?: readonly string[]) {
  const tree = parseDockerfile(Buffer.from(`FROM alpine\n${text}\n`));
  const instruction = tree.instructions[1];
  if (instruction === undefined) throw new Error('no instruction');
  const commands = readCommands(instruction, shell);
  const at = (range: { start: number; end: number }) => tree.text.slice(range.start, range.end);
  return { commands, at };
}

const values = (commands: readonly SimpleCommand[] | undefined) => commands?.map((c) => c.argv.map((w) => w.value));

describe('readCommands', () => {
  it('gives argv, what joins, and places in the file', () => {
    const { commands, at } = read(
      'RUN --mount=type=cache,target=/c \\\n  # why\n  apt-get update && \\\n\n  DEBIAN_FRONTEND=noninteractive apt-get install -y "curl" \\\n  # more\n  git=$V >/dev/null 2>&1 || true; rm -rf /var/lib/apt/lists/*',
    );
    expect(values(commands)).toEqual([
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', 'curl', undefined],
      ['true'],
      ['rm', '-rf', '/var/lib/apt/lists/*'],
    ]);
    expect(commands?.map((c) => c.joinedBy)).toEqual([undefined, '&&', '||', ';']);
    expect(commands?.[1]?.argv.map((w) => at(w.range))).toEqual(['apt-get', 'install', '-y', '"curl"', 'git=$V']);
    expect(commands?.[1]?.assignments.map((a) => [a.name, a.value])).toEqual([['DEBIAN_FRONTEND', 'noninteractive']]);
    expect(commands?.[1]?.redirects.map((r) => [r.descriptor, r.operator, r.target?.value])).toEqual([
      [undefined, '>', '/dev/null'],
      [2, '>&', '1'],
    ]);
    expect(commands?.[3]?.argv[2]?.pattern).toBe(true);
    expect(at(commands?.[3]?.range ?? { start: 0, end: 0 })).toBe('rm -rf /var/lib/apt/lists/*');
  });

  it('tells what stands inside a construct', () => {
    const { commands } = read(
      'RUN set -e; (cd /x && make) | tee l; if [ -f y ]; then pip install y; fi; for f in *; do z; done; ! q; { w; } &',
    );
    expect(commands?.map((c) => [c.argv[0]?.value, c.inside, c.joinedBy])).toEqual([
      ['set', [], undefined],
      ['cd', ['subshell'], ';'],
      ['make', ['subshell'], '&&'],
      ['tee', [], '|'],
      ['[', ['if'], ';'],
      ['pip', ['if'], ';'],
      ['z', ['loop'], ';'],
      ['q', [], ';'],
      ['w', ['group'], ';'],
    ]);
    expect(commands?.find((c) => c.argv[0]?.value === 'q')?.negated).toBe(true);
  });

  it('reads the exec form', () => {
    const { commands, at } = read('RUN ["pip", "install", \\\n "a b"]');
    expect(values(commands)).toEqual([['pip', 'install', 'a b']]);
    expect(commands?.[0]?.argv.map((w) => at(w.range))).toEqual(['"pip"', '"install"', '"a b"']);
  });

  it('reads here-documents: the body as script, and a body for a command', () => {
    const script = read('RUN <<-EOF\n\tset -e\n\tpip install x\n\tEOF');
    expect(values(script.commands)).toEqual([
      ['set', '-e'],
      ['pip', 'install', 'x'],
    ]);
    expect(script.at(script.commands?.[1]?.range ?? { start: 0, end: 0 })).toBe('pip install x');
    const fed = read('RUN cat <<A >f && ls\nx y\nA');
    expect(values(fed.commands)).toEqual([['cat'], ['ls']]);
    expect(values(read('RUN <<EOF\n#!/usr/bin/env bash\nls\nEOF').commands)).toEqual([['ls']]);
  });

  it('reads CMD and HEALTHCHECK in shell form', () => {
    expect(values(read('CMD exec gunicorn --bind :$PORT app').commands)).toEqual([
      ['exec', 'gunicorn', '--bind', undefined, 'app'],
    ]);
    const health = read('HEALTHCHECK --interval=3s CMD curl -f x \\\n || exit 1');
    expect(values(health.commands)).toEqual([
      ['curl', '-f', 'x'],
      ['exit', '1'],
    ]);
    expect(health.at(health.commands?.[1]?.range ?? { start: 0, end: 0 })).toBe('exit 1');
  });

  it.each([
    ['a syntax error', 'RUN echo "a', undefined],
    ['another interpreter', 'RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF', undefined],
    ['another shell', 'RUN Get-Item x', ['powershell', '-Command']],
  ])('does not understand %s', (_name, text, shell) => {
    expect(read(text, shell).commands).toBeUndefined();
  });

  it('spares what follows a test', () => {
    expect(values(read('RUN [[ -f x ]] && pip install x').commands)).toEqual([['[['], ['pip', 'install', 'x']]);
  });

  it('never throws, and every range holds the word', () => {
    const piece = fc.constantFrom(
      'a',
      '&&',
      '||',
      ';',
      '|',
      '(',
      ')',
      '$(',
      '`',
      '"',
      "'",
      '<<E',
      '${x',
      '}',
      '\\\n',
      '\n',
      'if',
      'then',
      'fi',
      '{',
      '>f',
      '2>&1',
      '\xb0\xa1',
      ' ',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (parts) => {
        const body = parts.join(' ').replaceAll('\\\n', '\n').replaceAll('\n', '\\\n');
        const tree = parseDockerfile(Buffer.from(`FROM a\nRUN x ${body.replaceAll('<<', '<')}\n`, 'latin1'));
        for (const instruction of tree.instructions.slice(1)) {
          for (const command of readCommands(instruction) ?? []) {
            for (const word of command.argv) {
              expect(tree.text.slice(word.range.start, word.range.end).replaceAll(/\\[ \t]*\n/g, '')).toContain(
                word.text[0] ?? '',
              );
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes hostile scripts in linear time', () => {
    for (const text of [
      'echo a && \\\n'.repeat(50_000),
      '(\\\n'.repeat(50_000),
      '$(\\\n'.repeat(50_000),
      'if \\\n'.repeat(50_000),
    ]) {
      const start = cpuMs();
      read(`RUN ${text} true`);
      expect(cpuMs() - start).toBeLessThan(15_000);
    }
  }, 60_000);
});
