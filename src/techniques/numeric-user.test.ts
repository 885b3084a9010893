import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { numericUser } from './numeric-user.ts';

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

  it('replaces root said aloud', () => {
    const facts = factsOf('FROM python:3.11-slim\nUSER root\nCMD ["python"]\n');
    expect(applied(numericUser, facts).dockerfile).toBe('FROM python:3.11-slim\nUSER 65532:65532\nCMD ["python"]\n');
  });

  it.each(['USER app', 'USER 1000', 'USER nobody:nogroup'])('spares %s', (user) => {
    expect(numericUser.applies(factsOf(`FROM python:3.11-slim\n${user}\nCMD ["python"]\n`)).is).toBe('no');
  });
});
