import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findBreaches } from './laws.mjs';

const KEPT = {
  'src/model/bytes.ts': 'export const KIB = 1024;\n',
  'examples/shop/app.py':
    'app = FastAPI(title="Corner Shop")\n\n\n@app.get("/basket")\nasync def read_basket():\n    return {}\n',
  'examples/shop/requirements.txt': 'fastapi==0.104.1\n',
  'ARCHITECTURE.md': '`model/` has the words.\n',
  'package-lock.json': '{"packages":{"":{}}}',
};
const made: string[] = [];

function lawsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-laws-'));
  made.push(root);
  for (const [path, text] of Object.entries({ ...KEPT, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  return findBreaches(root).map((breach: string) =>
    breach
      .replace(/:.*?: /, ' ')
      .split(' ')
      .slice(0, 1)
      .join(),
  );
}

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
});

describe('laws', () => {
  it('a checkout that keeps them has no breach', () => {
    expect(lawsOf({})).toEqual([]);
  });

  it.each([
    ['a title of an example', 'src/model/a.ts', "export const A = 'Corner Shop';\n"],
    ['a route of an example', 'src/model/a.ts', "export const A = '/basket';\n"],
    ['a function of an example', 'src/model/a.test.ts', '// read_basket\n'],
    ['a pin of an example', 'src/model/a.ts', '/** as in fastapi==0.104.1 */\nexport const A = 1;\n'],
    ['a file of more than 400 lines', 'src/model/a.ts', 'x;\n'.repeat(401)],
    ['a registry host', 'docs/a.md', `see ${['pypi', 'org'].join('.')}\n`],
    ['a placeholder', 'docs/.gitkeep', ''],
    ['an empty file', 'src/model/a.ts', '\n'],
    ['a room that ARCHITECTURE.md does not name', 'src/trial/a.ts', 'export const A = 1;\n'],
    [
      'a lock without the packages of other platforms',
      'package-lock.json',
      '{"packages":{"":{},"node_modules/a":{"optionalDependencies":{"a-darwin-arm64":"1.0.0"}}}}',
    ],
  ])('catches %s', (_, path, text) => {
    expect(lawsOf({ [path]: text })).toEqual([path === 'src/trial/a.ts' ? 'ARCHITECTURE.md' : path]);
  });

  it.each([
    ['a parser of more than 400 lines', 'src/model/parse-bytes.ts', 'x;\n'.repeat(401)],
    ['a file of 400 lines', 'src/model/a.ts', 'x;\n'.repeat(400)],
    ['a longer word that holds a route', 'src/model/a.ts', "export const A = '/basketball';\n"],
    ['an example that names itself', 'examples/shop/README.md', '# Corner Shop\n'],
    ['a test outside src/ that names an example', 'test/engine/a.test.ts', '// shop, /basket\n'],
    [
      'a lock whose optional package is nested',
      'package-lock.json',
      '{"packages":{"":{},"node_modules/a":{"optionalDependencies":{"b":"1"}},"node_modules/a/node_modules/b":{}}}',
    ],
  ])('spares %s', (_, path, text) => {
    expect(lawsOf({ [path]: text })).toEqual([]);
  });
});
