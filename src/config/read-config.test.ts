import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Problem } from '../model/problem.ts';
import { parseByteSize, parseDuration } from './quantities.ts';
import { readConfig } from './read-config.ts';

function problemOf(text: string): Problem {
  try {
    readConfig(text, 'plimsoll.yaml');
  } catch (e) {
    if (e instanceof Problem) return e;
  }
  throw new Error('no problem was raised');
}

describe('readConfig', () => {
  it('reads probes with their defaults', () => {
    const config = readConfig('port: 8000\nprobes:\n  - http: { path: /health }\n', 'plimsoll.yaml');
    expect(config.probes[0]).toMatchObject({
      http: { method: 'GET', path: '/health', headers: {} },
      ignore: [],
      tolerance: 0,
    });
  });

  it('takes an empty file as no wish at all', () => {
    expect(readConfig('', 'plimsoll.yaml').substitute).toEqual({});
  });

  it('names the line of a value of the wrong kind', () => {
    expect(problemOf('port: 8000\nprobes:\n  - http:\n      path: health\n')).toMatchObject({
      code: 'config-invalid',
      args: { line: 4, path: 'probes.0.http.path' },
    });
  });

  it('refuses a key it does not know', () => {
    expect(problemOf('prot: 8000\n')).toMatchObject({ code: 'config-invalid', args: { path: 'prot' } });
  });

  it.each(['README.md', 'README.ko.md'])('reads the example of %s', (file) => {
    const text = /```yaml\n(# plimsoll\.yaml[^`]*)```/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const config = readConfig(text, file);
    expect(config).toMatchObject({ memory: '512MiB', stopsWithin: '10s' });
    expect(config.probes[0]?.expectJson).toEqual({ '$.status': 'ok' });
  });

  it('reads what a container is denied', () => {
    const text = 'memory: 64MB\ncpus: 0.5\nreadOnly: true\ntmpfs: [/tmp]\nuser: 1000\n';
    expect(readConfig(text, 'plimsoll.yaml')).toMatchObject({
      cpus: 0.5,
      readOnly: true,
      tmpfs: ['/tmp'],
      user: '1000',
    });
    expect(readConfig('user: 1000:1000\n', 'plimsoll.yaml').user).toBe('1000:1000');
  });

  it.each(['cpus: 0', 'readOnly: 1', 'tmpfs: /tmp', 'tmpfs: [tmp]', 'tmpfs: ["/tmp:exec"]', 'user: "a b"', 'user: -1'])(
    'refuses %s',
    (text) => {
      expect(problemOf(`${text}\n`)).toMatchObject({ code: 'config-invalid' });
    },
  );

  it('refuses a question beside that for an end', () => {
    const exit = '- exit: { code: 1 }\n';
    expect(readConfig(`probes:\n${exit}`, 'plimsoll.yaml').probes[0]?.exit).toEqual({ code: 1 });
    expect(problemOf(`probes:\n${exit}- tcp: { port: 1 }\n`)).toMatchObject({
      code: 'config-invalid',
      args: { line: 2, path: 'probes', expected: 'exit alone' },
    });
  });

  it('names the line where YAML ends', () => {
    expect(problemOf('a: 1\nb: [\n')).toMatchObject({ code: 'config-not-yaml' });
  });
});

describe('quantities', () => {
  it('reads durations and sizes, and nothing else', () => {
    expect([parseDuration('90s'), parseDuration('1.5m'), parseDuration('5')]).toEqual([90_000, 90_000, undefined]);
    expect([parseByteSize('10GB'), parseByteSize('512MiB'), parseByteSize('10 GB'), parseByteSize('-1GB')]).toEqual([
      1e10,
      536_870_912,
      1e10,
      undefined,
    ]);
  });
});
