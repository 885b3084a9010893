import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDeclaration } from './new.mjs';

let root = '';
const read = (path: string) => readFileSync(join(root, path), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-new-'));
  for (const folder of ['src/rules', 'src/techniques']) cpSync(folder, join(root, folder), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('new', () => {
  it('registers a rule by name, with its import', () => {
    addDeclaration('rule', 'home-left-behind', root);
    const registry = read('src/rules/registry.ts');
    const listed = /= \[([^\]]*)\]/.exec(registry)?.[1]?.match(/\w+/g) ?? [];
    expect(listed).toContain('homeLeftBehind');
    expect(listed).toEqual(listed.toSorted());
    expect(registry.match(/^import .*homeLeftBehind.*home-left-behind\.ts';$/m)).not.toBeNull();
    expect(read('src/rules/home-left-behind.ts')).toContain("id: 'home-left-behind'");
  });

  it('registers a technique last, with its id and a test', () => {
    addDeclaration('technique', 'locale-kept', root);
    expect(read('src/techniques/registry.ts')).toMatch(/\n {2}localeKept,\n\];/);
    expect(read('src/techniques/contract.ts')).toContain("\n  | 'locale-kept';");
    expect(read('src/techniques/locale-kept.test.ts')).toContain('localeKept');
  });

  it.each([
    ['rule', 'Home'],
    ['rule', 'home'],
    ['rule', '../home-left'],
    ['rule', 'root-user'],
    ['room', 'home-left'],
    ['toString', 'home-left'],
  ])('refuses %s %s and writes nothing', (kind, id) => {
    const before = read('src/rules/registry.ts');
    expect(() => addDeclaration(kind, id, root)).toThrow();
    expect(read('src/rules/registry.ts')).toBe(before);
  });
});
