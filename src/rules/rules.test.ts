import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { factsOf } from '../../test/kit/facts.ts';
import { createLanguage } from '../language/create-language.ts';
import { en } from '../language/en.ts';
import { ko } from '../language/ko.ts';
import { bytesToText } from '../model/bytes.ts';
import { applyTechnique } from '../techniques/apply-technique.ts';
import { TECHNIQUES } from '../techniques/registry.ts';
import { checkRules } from './check-rules.ts';
import type { Example, Finding, Rule } from './contract.ts';
import { RULES } from './registry.ts';

const HELPERS = ['check-rules', 'contract', 'estimates', 'package-words', 'registry', 'shipped-instructions'];

function check(rule: Rule, { dockerfile, files = {} }: Example): readonly Finding[] {
  return rule.check(factsOf(dockerfile, files));
}

function ruleOf(id: string): Rule {
  const rule = RULES.find((r) => r.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

const finds = (id: string, dockerfile: string, files: Record<string, string> = {}) =>
  check(ruleOf(id), { dockerfile, files }).length;

describe('the registry', () => {
  it('holds every rule file once, by name, and each rule is named as its file', () => {
    const files = readdirSync(new URL('.', import.meta.url))
      .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
      .map((f) => f.replace(/\.ts$/, ''))
      .filter((f) => !HELPERS.includes(f));
    expect(RULES.map((r) => r.id)).toEqual(files.toSorted());
  });

  it.each(RULES.map((r) => [r.id, r] as const))('%s: kebab-case, prose, sources, a rung that exists', (id, rule) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    for (const prose of Object.values(rule.about)) expect(prose).toMatch(/^\w.{14,}[.)]$/);
    for (const source of rule.sources) expect(new URL(source).protocol).toBe('https:');
    for (const alias of rule.aliases) expect(alias).toMatch(/^(DL\d{4}|[A-Z][A-Za-z]+)$/);
    if (rule.resolvedBy !== undefined) expect(TECHNIQUES.map((t) => t.id)).toContain(rule.resolvedBy);
  });

  it('no rule imports a rule', () => {
    for (const { id } of RULES) {
      const text = readFileSync(new URL(`./${id}.ts`, import.meta.url), 'utf8');
      const near = [...text.matchAll(/from '\.\/([^']+)\.ts'/g)].map((m) => m[1] ?? '');
      expect(
        near.filter((n) => !HELPERS.includes(n)),
        id,
      ).toEqual([]);
    }
  });

  it('rule files are short: the median is at most 60 lines of code, examples and prose aside', () => {
    const lines = RULES.map(({ id }) => {
      const text = readFileSync(new URL(`./${id}.ts`, import.meta.url), 'utf8');
      return text.slice(text.indexOf('  check(')).split('\n').length;
    }).toSorted((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(60);
  });
});

describe.each(RULES.map((r) => [r.id, r] as const))('%s', (_id, rule) => {
  const bad = rule.examples.bad.map((e, i) => [i + 1, e] as const);
  const good = rule.examples.good.map((e, i) => [i + 1, e] as const);

  it.each(bad)('catches bad example %i, says so in both languages, with an ordered saving', (_i, example) => {
    const findings = check(rule, example);
    expect(findings.length).toBeGreaterThan(0);
    for (const { message, place, saving } of findings) {
      for (const catalogue of [en, ko]) expect(Object.keys(catalogue)).toContain(message.code);
      for (const id of ['en', 'ko'] as const) expect(createLanguage(id).say(message)).not.toContain('{');
      expect(saving.low).toBeLessThanOrEqual(saving.likely);
      expect(saving.likely).toBeLessThanOrEqual(saving.high);
      const last = example.dockerfile.split('\n').length;
      if (place.line !== undefined) expect(place.line >= 1 && place.line <= last).toBe(true);
    }
  });

  it.each(good)('spares good example %i', (_i, example) => {
    expect(check(rule, example)).toEqual([]);
  });

  it.each(bad)('bad example %i: the technique that is named mends it', (_i, example) => {
    const before = factsOf(example.dockerfile, example.files);
    for (const technique of TECHNIQUES.filter((t) => rule.check(before).some((f) => f.fix?.technique === t.id))) {
      expect(technique.id).toBe(rule.resolvedBy);
      expect(technique.applies(before).is).toBe('yes');
      const after = applyTechnique(before, technique.edit(before));
      const ignored = after.ignore === undefined ? [] : bytesToText(after.ignore).split('\n');
      const kept = Object.entries(example.files ?? {}).filter(([p]) => !isIgnored(p, ignored));
      const left = rule.check(factsOf(bytesToText(after.dockerfile), Object.fromEntries(kept)));
      expect(left.filter((f) => f.fix?.technique === technique.id)).toEqual([]);
    }
  });
});

/** Enough of the pattern language for the lines a technique writes: a folder or a name, anywhere. */
function isIgnored(path: string, patterns: readonly string[]): boolean {
  return patterns.some((p) => {
    if (p === '') return false;
    const name = p
      .replace(/^\*\*\//, '')
      .replace(/[.]/g, '\\.')
      .replaceAll('*', '[^/]*');
    return new RegExp(`^${p.startsWith('**/') ? '(.*/)?' : ''}${name}(/|$)`).test(path);
  });
}

describe('figures', () => {
  it('R03: the full base costs what the variants differ by, estimated', () => {
    const [found] = check(ruleOf('full-base-image'), { dockerfile: 'FROM python:3.11\n' });
    expect(found?.saving).toEqual({
      unit: 'byte',
      low: 808_200_000,
      likely: 898_000_000,
      high: 987_800_000,
      basis: 'estimated',
    });
  });

  it('000-21 T20: bytes of what is let through are computed from the context, nested ones too', () => {
    const files = { 'app.py': 'x', '.git/objects/1': 'x'.repeat(300), 'pkg/deep/old.log': 'x'.repeat(50) };
    const rule = ruleOf('nothing-ignored');
    const [found] = check(rule, { dockerfile: 'FROM alpine:3\nCOPY . /app\nCMD ["date"]\n', files });
    expect(found?.saving).toMatchObject({ likely: 350, low: 350, high: 350, basis: 'computed' });
    expect(found?.message.args).toEqual({ kinds: ['.git', '*.log'], files: 2, hasIgnoreFile: false });
  });

  it('000-10 T01: apk del in its own RUN hides what the toolchain weighs', () => {
    const dockerfile = 'FROM alpine:3\nRUN apk add --no-cache gcc\nRUN apk del gcc\n';
    expect(check(ruleOf('delete-in-later-layer'), { dockerfile })[0]?.saving.likely).toBe(180_000_000);
  });

  it('004-3 R02: the more is installed, the dearer an edit', () => {
    const cost = (count: number) => {
      const list = Array.from({ length: count }, (_, i) => `package-${i}==1.0\n`).join('');
      const dockerfile = 'FROM python:3\nWORKDIR /a\nCOPY . .\nRUN pip install -r requirements.txt\n';
      const [found] = check(ruleOf('sources-before-dependencies'), { dockerfile, files: { 'requirements.txt': list } });
      return found?.saving.likely ?? 0;
    };
    expect(cost(1)).toBe(3500);
    expect(cost(20)).toBe(32_000);
  });
});

describe('further pairs', () => {
  it.each([
    ['T37', 'compiler-in-final-image', 'FROM python:3.12-slim\nRUN apt-get install -y build-essential\n'],
    ['T37', 'compiler-in-final-image', 'FROM alpine:3 AS a\nRUN apk add g++=12-r1\nFROM a\nCMD ["x"]\n'],
    ['T86', 'tool-never-used', 'FROM debian:bookworm-slim\nRUN apt-get install -y wget\nCMD ["x"]\n'],
    ['T38', 'inline-comment-in-instruction', 'FROM alpine:3\nCOPY . .  # 소스코드를 복사\n'],
    ['T38', 'inline-comment-in-instruction', 'FROM alpine:3\nEXPOSE 80 # web\n'],
    [
      'T47',
      'cache-mount-defeated',
      'FROM python:3\nENV PIP_NO_CACHE_DIR=off\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n',
    ],
    ['R11', 'package-cache-in-layer', 'FROM python:3\nRUN python3 -m pip install a\n'],
    ['T09', 'unpinned-floating-tag', 'FROM alpine\n'],
    [
      'T50',
      'healthcheck-tool-missing',
      'FROM debian:12-slim\nHEALTHCHECK --interval=5s CMD ["wget", "-q", "http://localhost"]\n',
    ],
    ['T50', 'healthcheck-tool-missing', 'FROM mirror.example/distroless/static\nHEALTHCHECK CMD x\n'],
    ['T01', 'delete-in-later-layer', 'FROM debian:12\nRUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n'],
    ['T11', 'root-user', 'FROM alpine:3\nUSER 0:0\n'],
  ])('%s %s catches %s', (_trap, id, dockerfile) => {
    expect(finds(id, dockerfile)).toBeGreaterThan(0);
  });

  it.each([
    ['T37', 'compiler-in-final-image', 'FROM debian:12\nRUN apt-get install -y gcc && make && apt-get purge -y gcc\n'],
    [
      'T37',
      'compiler-in-final-image',
      'FROM golang:1.24 AS b\nRUN go build -o /x\nFROM debian:12-slim\nCOPY --from=b /x /x\n',
    ],
    ['T86', 'tool-never-used', 'FROM debian:12\nRUN apt-get install -y wget && wget http://localhost/x\n'],
    ['T86', 'tool-never-used', 'FROM golang:1-alpine\nRUN apk add git\nRUN go mod download\n'],
    ['T38', 'inline-comment-in-instruction', 'FROM alpine:3\nRUN date  # now\nENV A="a # b"\n'],
    [
      'T47',
      'cache-mount-defeated',
      'FROM python:3\nENV PIP_NO_CACHE_DIR=\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n',
    ],
    ['T09', 'unpinned-floating-tag', 'ARG V=3.12\nFROM python:${V}-slim\n'],
    ['T50', 'healthcheck-tool-missing', 'FROM golang:1-alpine\nHEALTHCHECK CMD wget -q http://localhost\n'],
    [
      'T50',
      'healthcheck-tool-missing',
      'FROM debian:12-slim\nCOPY --from=tools:1 /bin/curl /bin/curl\nHEALTHCHECK CMD curl localhost\n',
    ],
    ['T50', 'healthcheck-tool-missing', 'FROM python:3-slim\nHEALTHCHECK NONE\n'],
    ['T01', 'delete-in-later-layer', 'FROM debian:12\nRUN rm -rf /srv && mkdir /srv\n'],
    ['T11', 'root-user', 'FROM alpine:3\nARG UID=1\nUSER $UID\n'],
    ['R02', 'sources-before-dependencies', 'FROM python:3\nCOPY . /a\nRUN pip install /a\n'],
  ])('%s %s spares %s', (_trap, id, dockerfile) => {
    expect(finds(id, dockerfile)).toBe(0);
  });

  it('what an ignore file lets through is told at the ignore file', () => {
    const facts = factsOf('FROM alpine:3\nCOPY . /a\n', { 'tests/a.py': 'x' }, { ignore: '*.log\n' });
    const [found] = ruleOf('nothing-ignored').check(facts);
    expect(found?.place).toEqual({ in: 'ignore-file' });
  });
});

describe('a rule and the technique that mends it', () => {
  it.each([
    ['the history is asked for', 'COPY . /a\nRUN git describe --tags\n', { '.git/HEAD': '' }],
    ['a loader reads the settings', 'COPY . /a\n', { '.env': '', 'a.py': 'load_dotenv()\n' }],
    ['the tests are run', 'COPY . /a\nRUN go test ./...\n', { 'a_test.go': '' }],
    ['a mount takes the folder', 'COPY . /a\nRUN --mount=type=bind,source=docs,target=/d true\n', { 'docs/a': '' }],
  ])('judge by one fact: %s', (_what, lines, files) => {
    const dockerfile = `FROM alpine:3\n${lines}`;
    expect(TECHNIQUES.find((t) => t.id === 'context-trimmed')?.applies(factsOf(dockerfile, files)).is).toBe('no');
    expect(finds('nothing-ignored', dockerfile, files)).toBe(0);
  });
});

describe('sources-before-dependencies and dependencies-first judge by one fact', () => {
  it.each([
    ['an unreadable step between', 'RUN ./prepare\nRUN pip install -r r.txt\n', { 'r.txt': 'flask\n' }, 0],
    ['a folder of packages', 'RUN pip install -f wheels -r r.txt\n', { 'r.txt': 'flask\n' }, 0],
    ['packages by name', 'RUN pip install flask\n', {}, 1],
    ['a compile without modules', 'RUN go build -o m .\n', { 'go.mod': 'module a\n' }, 0],
  ])('%s', (_what, lines, files, count) => {
    const dockerfile = `FROM python:3\nWORKDIR /a\nCOPY . .\n${lines}`;
    expect(finds('sources-before-dependencies', dockerfile, files)).toBe(count);
    const technique = TECHNIQUES.find((t) => t.id === 'dependencies-first');
    expect(technique?.applies(factsOf(dockerfile, files)).is).toBe(count === 0 ? 'no' : 'yes');
  });
});

describe('checkRules on hostile input', () => {
  const word = fc.constantFrom(
    'apk',
    'add',
    'del',
    'rm',
    '-rf',
    '"',
    '\\',
    '$(',
    '`',
    '#',
    '[',
    '"]',
    '&&',
    '/',
    '..',
    '[a-z',
    '*(',
    '가',
    'pip',
    'install',
  );
  const keyword = fc.constantFrom(
    'RUN',
    'COPY',
    'CMD',
    'HEALTHCHECK CMD',
    'USER',
    'WORKDIR',
    'ENV',
    'RUN --mount=type=cache',
  );
  const line = fc.tuple(keyword, fc.array(word, { maxLength: 6 })).map(([k, w]) => `${k} ${w.join(' ')}`);

  it('judges whatever parses, without throwing, and the same way twice', () => {
    let judged = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const facts = parsed(`FROM python:3.12\n${lines.join('\n')}\n`);
        if (facts === undefined) return;
        judged += 1;
        expect(checkRules(facts)).toEqual(checkRules(facts));
      }),
      { numRuns: 500 },
    );
    expect(judged).toBeGreaterThan(50);
  });

  it('reads a long Dockerfile in linear time', () => {
    const runs = Array.from({ length: 2000 }, (_, i) => `RUN apt-get install -y gcc curl && echo ${i}\n`).join('');
    const facts = factsOf(`FROM debian:12\n${runs}`);
    const started = cpuMs();
    checkRules(facts);
    expect(cpuMs() - started).toBeLessThan(500);
  });
});

function parsed(dockerfile: string) {
  try {
    return factsOf(dockerfile, { 'a.py': '' });
  } catch {
    return undefined;
  }
}
