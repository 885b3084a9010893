import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { edited, GO, spared } from '../../test/kit/techniques.ts';
import { cacheMounts } from './cache-mounts.ts';

describe('cache-mounts', () => {
  it('mounts pip’s cache and drops the flag against it (T47)', () => {
    expect(edited(cacheMounts, 'FROM python:3.11\nRUN pip install --no-cache-dir flask\n')).toBe(
      'FROM python:3.11\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    );
  });

  it('mounts no modules for a build from a vendor folder', () => {
    const text = 'FROM golang:1.24\nRUN go build -mod=vendor -o /m .\nCMD ["/m"]\n';
    expect(edited(cacheMounts, text, GO)).not.toContain('/go/pkg/mod');
  });

  it('takes the cache where the environment puts it', () => {
    expect(edited(cacheMounts, 'FROM python:3.11\nENV PIP_CACHE_DIR=/c\nRUN pip install flask\n')).toContain(
      'target=/c pip',
    );
  });

  it('mounts both caches of Go where every step that needs modules has them', () => {
    const text =
      'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download\nRUN go build -o main .\nCMD ["./main"]\n';
    expect(edited(cacheMounts, text, GO)).toBe(
      'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o main .\nCMD ["./main"]\n',
    );
  });

  const build = 'RUN go build -o main .\n';
  it.each([
    [
      'a later step that may need them',
      `FROM golang:1.24\nRUN go mod download\n${build}RUN make test\nCMD ["./main"]\n`,
    ],
    ['an earlier step that fetched them', `FROM golang:1.24\nRUN go get ./...\n${build}CMD ["./main"]\n`],
    [
      'a stage that takes them from here',
      `FROM golang:1.24 AS a\nRUN go mod download\n${build}FROM golang:1.24\nCOPY --from=a /go/pkg/mod /go/pkg/mod\n`,
    ],
    ['a start that compiles', 'FROM golang:1.24\nRUN go mod download\nCMD ["go", "run", "."]\n'],
  ])('leaves modules in the image for %s', (_what, text) => {
    const facts = factsOf(text, GO);
    const result = cacheMounts.applies(facts).is === 'yes' ? applied(cacheMounts, facts).dockerfile : text;
    expect(result).not.toContain('target=/go/pkg/mod ');
  });

  it.each([
    ['the folder itself', 'FROM python:3.11\nRUN --mount=type=cache,target=/root/.cache/pip/ pip install flask\n'],
    ['a folder over it', 'FROM python:3.11\nRUN --mount=type=cache,target=/root/.cache pip install flask\n'],
    ['a folder in it', 'FROM python:3.11\nRUN --mount=type=cache,target=/root/.cache/pip/http pip install flask\n'],
    ['a base whose user is not known', 'FROM example.test/notebook\nRUN pip install --no-cache-dir flask\n'],
    ['a number without a home', 'FROM python:3.11\nUSER 1000\nRUN pip install --no-cache-dir flask\n'],
    ['a named user', 'FROM python:3.11\nUSER app\nRUN pip install --no-cache-dir flask\n'],
  ])('spares a step that has mounted or has %s', (_what, text) => spared(cacheMounts, text));

  it('knows root by what only root can do', () => {
    const text = 'FROM example.test/tools\nRUN apt-get update && apt-get install -y git\nRUN pip install flask\n';
    expect(edited(cacheMounts, text)).toContain('RUN --mount=type=cache,target=/root/.cache/pip pip install flask');
  });

  it.each(['=1', '=0', '="off"', ' 1'])(
    'empties PIP_NO_CACHE_DIR%s, which pip takes for a yes whatever it says',
    (value) => {
      const text = `FROM python:3.11\nENV PIP_NO_CACHE_DIR${value}\nRUN pip install a\n`;
      expect(edited(cacheMounts, text)).toMatch(/^ENV PIP_NO_CACHE_DIR[= ]""$/m);
    },
  );

  it('keeps the variable against the cache where a step stays without a mount', () => {
    const text = 'FROM python:3.11\nENV PIP_NO_CACHE_DIR=1\nRUN pip install a\nUSER app\nRUN pip install b\n';
    expect(edited(cacheMounts, text)).toContain('PIP_NO_CACHE_DIR=1');
  });

  it('without mounts: keeps nothing in the layer', () => {
    const facts = factsOf('FROM python:3.11\nRUN pip install flask\n', {}, { cacheMounts: false });
    expect(applied(cacheMounts, facts).dockerfile).toBe('FROM python:3.11\nRUN pip install --no-cache-dir flask\n');
  });

  it('finds where modules lie from the base at the bottom', () => {
    const text = 'FROM example.test/golang:1 AS b\nFROM b\nUSER root\nRUN go build -o /m .\nCMD ["/m"]\n';
    expect(edited(cacheMounts, text, GO)).toContain('target=/go/pkg/mod ');
    const debian = 'FROM debian:12\nRUN go build -o /m .\nCMD ["/m"]\n';
    expect(edited(cacheMounts, debian, GO)).toContain('target=/root/go/pkg/mod ');
  });
});
