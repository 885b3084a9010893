import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notePython, readPythonNote } from './python-note.ts';
import { readPythonImports } from './read-python-imports.ts';

const read = (text: string, wantsBound = false) => readPythonImports(Buffer.from(text), wantsBound);
/** `when line name:members` of each. */
const told = (text: string) =>
  read(text).imports.map((i) => `${i.when} ${i.line} ${i.name}${i.members === undefined ? '' : `:${i.members}`}`);

test('names as written, relative dots, members, aliases, joined lines', () => {
  expect(told('import a, b.c as d; import e')).toEqual(['start 1 a', 'start 1 b.c', 'start 1 e']);
  expect(told('from . import x\nfrom ..y.z import (a as b, # note\n  c,\n)\nfrom m import *')).toEqual([
    'start 1 .:x',
    'start 2 ..y.z:a,c',
    'start 5 m:*',
  ]);
  expect(told('import \\\n  a\nfrom a \\\r\n import b\nimport c')).toEqual(['start 1 a', 'start 3 a:b', 'start 5 c']);
  expect(told('\ufeffimport a\r\rimport ß')).toEqual(['start 1 a', `start 3 ${Buffer.from('ß').toString('latin1')}`]);
});

test('says when each runs', () => {
  expect(told('class A:\n  import a\n  def f(self):\n    import b\n  import c')).toEqual([
    'start 2 a',
    'later 4 b',
    'start 5 c',
  ]);
  expect(told('try:\n\timport a\nexcept ImportError:\n\timport b\nimport c')).toEqual([
    'guarded 2 a',
    'guarded 4 b',
    'start 5 c',
  ]);
  expect(told('if TYPE_CHECKING: import a\nelse: import b')).toEqual(['guarded 1 a', 'guarded 2 b']);
  expect(told('if __name__ == "__main__":\n  import a\n  if x:\n    import b\n  def f():\n    import c')).toEqual([
    'main 2 a',
    'guarded 4 b',
    'later 6 c',
  ]);
  expect(told('async def f():\n  import a\n  async with x:\n    import b\n  return\n  import c')).toEqual([
    'later 2 a',
    'guarded 4 b',
    'guarded 6 c',
  ]);
  expect(told('match x:\n  case 1:\n    import a\nmatch = 1\nimport b')).toEqual(['guarded 3 a', 'start 5 b']);
  expect(told('import a\nsys.exit(1)\nimport b')).toEqual(['start 1 a', 'guarded 3 b']);
});

test('is not led astray by strings, brackets and comments', () => {
  expect(told('"""\nimport a\n"""\n\'\\\'\'; import b # import c')).toEqual(['start 4 b']);
  expect(told('x = [\n  "(", # )\nimport_a,\n]\nimport b')).toEqual(['start 5 b']);
  expect(told('x = f"{d["#"]!r:>{w}} {{ }}"\nimport b')).toEqual(['start 2 b']);
  expect(told('x = rf"\\{y:\'>3}"\nimport b')).toEqual(['start 2 b']);
  expect(told('x = f"\\N{DASH} {y}"\nif"a"in x: import b')).toEqual(['guarded 2 b']);
});

test('knows nothing of what makes no sense', () => {
  for (const text of ['import', 'x = (\nimport a', '"""\nimport a', 'import a b', 'from . import (a']) {
    expect([text, read(text).isWhole]).toEqual([text, false]);
  }
});

test('names a package binds, and what else changes imports', () => {
  const text = 'from .a import b as c\ndef d(): e = 1\nif x:\n  f, g = 1, 2\nfor h in x:\n  pass\nclass I: j = 1';
  expect(read(text, true).bound.toSorted()).toEqual(['I', 'c', 'd', 'f', 'g', 'h', 'x']);
  const note = (source: string, path = 'app/a.py') => readPythonNote(notePython(Buffer.from(source), path, false));
  expect([...note('def __getattr__(n): import x').traits]).toEqual(['any-name']);
  expect([...note('sys.path.insert(0, "x")').traits]).toEqual(['changes-path']);
  expect([...note('sys.path[:0] = x').traits]).toEqual(['changes-path']);
  expect([...note('__path__ = extend(__path__)').traits]).toEqual(['changes-own-path']);
  expect([...note('if hasattr(m, "__path__"): print(m.__path__)').traits]).toEqual([]);
  expect([...note('p = sys.path\n').traits]).toEqual(['changes-path']);
  expect([...note('for p in sys.path: print(sys.path[0] == p, sys.modules[__name__])').traits]).toEqual([]);
  expect([...note('sys.modules[__name__] = X()').traits]).toEqual([]);
  expect([...note('sys.modules[n] = sys').traits]).toEqual(['changes-modules']);
  expect(note('sys.modules["MySQLdb"] = sys.modules["_mysql"] = x').provides).toEqual(['MySQLdb', '_mysql']);
});

test('notes read back as they were written; installed ones keep what runs at once', () => {
  const source = Buffer.from('import a\nfrom .b import (c, d)\ndef f():\n  import e');
  expect(readPythonNote(notePython(source, 'app/x.py', false)).imports).toEqual(read(source.toString()).imports);
  expect(readPythonNote(notePython(source, 'x.py', true)).imports.map((i) => i.name)).toEqual(['a', '.b']);
  expect([...readPythonNote(notePython(Buffer.from('import'), 'x.py', true)).traits]).toEqual(['unread']);
});

const piece = fc.constantFrom(
  ...[
    'import ',
    'from ',
    'a',
    '.',
    ',',
    ' as ',
    '(',
    ')',
    '{',
    '}',
    '[',
    '"',
    '"""',
    "'",
    'f"',
    "f'''",
    '\\',
    '\n',
    '\r',
    ' ',
    '\t',
  ],
  ...[
    '#',
    ';',
    ':',
    'if ',
    'def f(): ',
    'class A:',
    'async ',
    'match ',
    '__name__ == "__main__"',
    'return',
    'sys.exit(',
    'é',
    '*',
    '\0',
  ],
);

test('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const source = Buffer.from(pieces.join(''));
      const { imports } = readPythonImports(source, true);
      expect(readPythonNote(notePython(source, 'a/__init__.py', false)).imports.length).toBeLessThanOrEqual(
        imports.length,
      );
    }),
  );
});

test.each([
  'f"{',
  '(',
  'f"{x:{',
  'if a',
  'match ',
  'from . ',
  'import a,',
  '\\\n',
  'if x: ',
  '"',
  "f'''{",
  'é',
  'sys.path[',
])('takes linear time for many of %j', (text) => {
  const started = performance.now();
  notePython(Buffer.from(text.repeat(100_000)), 'a/__init__.py', false);
  expect(performance.now() - started).toBeLessThan(1500);
});
