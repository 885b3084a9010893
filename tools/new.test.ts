import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'plimsoll-new-'));
  for (const part of ['src/rules', 'src/techniques', 'src/language', 'tools', 'package.json', 'biome.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function make(...words: string[]) {
  return spawnSync(process.execPath, [join(copy, 'tools/new.mjs'), ...words], { cwd: copy, encoding: 'utf8' });
}

const text = (file: string) => readFileSync(join(copy, file), 'utf8');
const tree = () =>
  readdirSync(join(copy, 'src'), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .map((f) => [f, readFileSync(f, 'utf8')]);

describe('npm run new', () => {
  it('rule: a declaration, its line in the registry in order, a sentence in both languages', () => {
    expect(make('rule', 'debug-symbols-shipped')).toMatchObject({ status: 0, stderr: '' });
    expect(text('src/rules/debug-symbols-shipped.ts')).toContain("id: 'debug-symbols-shipped'");
    const registry = text('src/rules/registry.ts');
    const imports = [...registry.matchAll(/^import \{ \w+ \} from '\.\/(.*)\.ts';$/gm)].map((m) => m[1]);
    expect(imports).toContain('debug-symbols-shipped');
    expect(registry).toMatch(/ {2}compilerInFinalImage,\n {2}debugSymbolsShipped,\n {2}deleteInLaterLayer,/);
    for (const id of ['en', 'ko']) expect(text(`src/language/${id}/rules.ts`)).toContain("'debug-symbols-shipped':");
  });

  it('technique: a declaration, a failing test, its id in the union, its names, the last place in the climb', () => {
    expect(make('technique', 'layers-merged')).toMatchObject({ status: 0, stderr: '' });
    expect(text('src/techniques/contract.ts')).toMatch(/\n {2}\| 'layers-merged';/);
    expect(text('src/techniques/registry.ts')).toMatch(/ {2}layersMerged,\n\];/);
    expect(text('src/techniques/layers-merged.test.ts')).toContain('what it should become');
    for (const id of ['en', 'ko']) {
      expect(text(`src/language/${id}/techniques.ts`)).toMatch(/'layers-merged': '.*',\n\};/);
      expect(text(`src/language/${id}/techniques.ts`)).toContain("'nothing-for-layers-merged':");
    }
  });

  it('what it writes is formatted as the house formats', () => {
    make('rule', 'debug-symbols-shipped');
    make('technique', 'layers-merged');
    const made = [
      'rules/debug-symbols-shipped',
      'rules/registry',
      'techniques/layers-merged',
      'techniques/layers-merged.test',
    ];
    const files = [...made, 'techniques/registry', 'techniques/contract'].map((f) => `src/${f}.ts`);
    const biome = join(copy, 'node_modules/@biomejs/biome/bin/biome');
    const done = spawnSync(process.execPath, [biome, 'check', '--vcs-enabled=false', ...files], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(done.status, done.stdout + done.stderr).toBe(0);
  });

  it.each([
    [['rule', 'Foo-bar'], 'is no id'],
    [['rule', 'foo'], 'is no id'],
    [['rule', '../../x-y'], 'is no id'],
    [['rule', 'a'.repeat(30) + '-' + 'b'.repeat(40)], 'is no id'],
    [['rule', 'root-user'], 'exists: src/rules/root-user.ts'],
    [['technique', 'slim-base'], 'exists: src/techniques/slim-base.ts'],
    [['rule', 'slim-base'], 'exists'],
    [['technique', 'root-user'], 'exists'],
    [['rule', 'folder-not-found'], 'is taken'],
    [['rule'], 'usage'],
    [['verb', 'a-b'], 'usage'],
    [['constructor', 'a-b'], 'usage'],
    [[], 'usage'],
  ])('%j is refused in one line and changes nothing', (words, why) => {
    const before = tree();
    const done = make(...words);
    expect(done).toMatchObject({ status: 2, stdout: '' });
    expect(done.stderr).toMatch(/^[^\n]+\n$/);
    expect(done.stderr).toContain(why);
    expect(tree()).toEqual(before);
  });

  it('changes nothing when a file is not as expected', () => {
    rmSync(join(copy, 'src/language/ko/techniques.ts'));
    cpSync(join(copy, 'src/language/ko/cli.ts'), join(copy, 'src/language/ko/techniques.ts'));
    const before = tree();
    expect(make('technique', 'layers-merged')).toMatchObject({ status: 3, stdout: '' });
    expect(tree()).toEqual(before);
  });
});
