import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { edited, spared } from '../../test/kit/techniques.ts';
import { numericUser } from './numeric-user.ts';
import { runtimeStageSplit } from './runtime-stage-split.ts';

const WRITER = { 'main.py': 'open("data/log.txt", "w").write("x")\n' };

describe('numeric-user (R23, T11, T36)', () => {
  it('puts a number before the start command', () => {
    const facts = factsOf('FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nEXPOSE 80\nCMD ["python", "main.py"]\n', {
      'main.py': '',
    });
    expect(applied(numericUser, facts)).toMatchObject({
      dockerfile:
        'FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nEXPOSE 80\nUSER 65532:65532\nCMD ["python", "main.py"]\n',
      again: 0,
    });
  });

  it('gives a program that writes its folder and what was copied there', () => {
    const facts = factsOf(
      'FROM python:3.11-slim\nWORKDIR /app\nRUN mkdir -p /data\nCOPY . .\nCMD ["python", "main.py"]\n',
      WRITER,
    );
    expect(applied(numericUser, facts).dockerfile).toBe(
      [
        'FROM python:3.11-slim',
        'WORKDIR /app',
        'RUN mkdir -p /data',
        'COPY --chown=65532:65532 . .',
        'RUN mkdir -p /app /data && chown 65532:65532 /app /data',
        'USER 65532:65532',
        'CMD ["python", "main.py"]',
        '',
      ].join('\n'),
    );
  });

  it('has WORKDIR make the folder for the user where there is no shell', () => {
    const files = { 'main.go': 'package main\nfunc main() { os.WriteFile("x", nil, 0o600) }\n' };
    const facts = factsOf(
      'FROM golang:1.24 AS build\nRUN go build -o /m .\nFROM scratch\nWORKDIR /app\nCOPY --from=build /m /app/m\nCMD ["/app/m"]\n',
      files,
    );
    expect(applied(numericUser, facts).dockerfile).toContain(
      'FROM scratch\nUSER 65532:65532\nWORKDIR /app\nCOPY --from=build --chown=65532:65532 /m /app/m\n',
    );
  });

  it('keeps a temporary folder writable on the empty base, for root and for the number', () => {
    const files = { 'go.mod': 'module m\n', 'main.go': 'package main\nfunc main() { os.CreateTemp("", "x") }\n' };
    const text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o main .\nCMD ["./main"]\n';
    const split = applied(runtimeStageSplit, factsOf(text, files)).dockerfile;
    expect(split).toContain(
      'FROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nWORKDIR /tmp\n',
    );
    expect(split).toMatch(/WORKDIR \/app\nCMD/);
    expect(applied(numericUser, factsOf(split, files)).dockerfile).toContain('USER 65532:65532\nWORKDIR /tmp\n');
  });

  it('replaces root said aloud', () => {
    const facts = factsOf('FROM python:3.11-slim\nUSER root\nCMD ["python"]\n');
    expect(applied(numericUser, facts).dockerfile).toBe('FROM python:3.11-slim\nUSER 65532:65532\nCMD ["python"]\n');
  });

  it.each(['USER app', 'USER 1000', 'USER nobody:nogroup'])('spares %s', (user) => {
    expect(numericUser.applies(factsOf(`FROM python:3.11-slim\n${user}\nCMD ["python"]\n`)).is).toBe('no');
  });
});

describe('numeric-user: pairs', () => {
  it.each([
    ['FROM x\nCMD ["a"]\n', 'FROM x\nUSER 65532:65532\nCMD ["a"]\n'],
    ['FROM x\n# starts it\nCMD ["a"]\n', 'FROM x\nUSER 65532:65532\n# starts it\nCMD ["a"]\n'],
    ['FROM x\nUSER root\nCMD ["a"]\n', 'FROM x\nUSER 65532:65532\nCMD ["a"]\n'],
    ['FROM x\nCMD ["a"]\nRUN b', 'FROM x\nCMD ["a"]\nRUN b\nUSER 65532:65532'],
  ])('%j becomes %j', (before, after) => {
    expect(edited(numericUser, before)).toBe(after);
  });

  it.each([
    ['a user', 'FROM x\nUSER app\nCMD ["a"]\n'],
    ['a user below', 'FROM x AS b\nUSER app\nFROM b\nCMD ["a"]\n'],
    ['a base made for one', 'FROM gcr.io/distroless/static:nonroot\nCMD ["a"]\n'],
    ['a user it cannot tell', 'FROM x\nARG U\nUSER $U\nCMD ["a"]\n'],
  ])('spares %s', (_what, text) => spared(numericUser, text));

  it('leaves no line behind that makes it root again', () => {
    const text = 'FROM scratch\nWORKDIR /app\nUSER root\nVOLUME /data\nCMD ["/a"]\n';
    expect(edited(numericUser, text)).toBe('FROM scratch\nUSER 65532:65532\nWORKDIR /app\nVOLUME /data\nCMD ["/a"]\n');
  });

  it('gives a writing program its folder by WORKDIR where there is no shell', () => {
    const files = { 'main.go': 'package main\nfunc f() { os.Create("x") }\n' };
    const text = 'FROM gcr.io/distroless/static\nWORKDIR /app\nCOPY main /app/main\nCMD ["/app/main"]\n';
    expect(edited(numericUser, text, files)).toBe(
      'FROM gcr.io/distroless/static\nUSER 65532:65532\nWORKDIR /app\nCOPY --chown=65532:65532 main /app/main\nCMD ["/app/main"]\n',
    );
  });
});
