import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { type Files, GO, PYTHON, spared } from '../../test/kit/techniques.ts';
import { contextTrimmed } from './context-trimmed.ts';

function patternsFor(dockerfile: string, files: Files): readonly string[] {
  const { ignore } = applied(contextTrimmed, factsOf(dockerfile, files));
  return (ignore ?? '').split('\n').filter((l) => l !== '');
}

describe('context-trimmed', () => {
  const files = { ...PYTHON, '.git/HEAD': '', 'README.md': '', 'docs/a.md': '', 'pkg/__pycache__/a.pyc': '' };

  it('leaves out what no build and no program reads (T20)', () => {
    expect(patternsFor('FROM python:3.11\nCOPY . .\n', files)).toEqual([
      '**/.git',
      '**/__pycache__',
      '**/*.py[cod]',
      'README*',
      'docs',
    ]);
  });

  it('keeps what stands in the ignore file and the way its lines end', () => {
    const facts = factsOf('FROM x\nCOPY . .\n', { '.git/HEAD': '' }, { ignore: 'a\r\nb' });
    expect(applied(contextTrimmed, facts).ignore).toBe('a\r\nb\r\n**/.git\r\n');
  });

  it.each([
    ['a file that is copied by name (T66)', 'FROM x\nCOPY . .\nCOPY README.md /\n', 'README*'],
    ['a folder that is copied by name', 'FROM x\nCOPY . .\nCOPY docs /docs\n', 'docs'],
    ['a file that a pattern of a COPY takes', 'FROM x\nCOPY . .\nCOPY *.md /\n', 'README*'],
    ['a folder that a RUN names', 'FROM x\nCOPY . .\nRUN tar c docs\n', 'docs'],
    ['a folder that a RUN mounts', 'FROM x\nCOPY . .\nRUN --mount=type=bind,source=docs,target=/d true\n', 'docs'],
    ['the history that a RUN asks git for', 'FROM x\nCOPY . .\nRUN git describe --tags > v\n', '**/.git'],
  ])('spares %s', (_what, dockerfile, pattern) => {
    expect(patternsFor(dockerfile, files)).not.toContain(pattern);
  });

  it.each([
    ['a Makefile that a RUN calls', 'RUN make', { Makefile: 'V := $(shell git describe)\n' }],
    ['a script that a RUN calls', 'RUN ./build.sh', { 'build.sh': 'git rev-parse HEAD\n' }],
    ['a version read from tags', 'RUN pip install .', { 'pyproject.toml': 'requires = ["setuptools-scm"]\n' }],
  ])('spares the history that %s needs', (_what, run, more) => {
    const dockerfile = `FROM x\nCOPY . .\n${run}\n`;
    expect(patternsFor(dockerfile, { ...files, ...more })).not.toContain('**/.git');
  });

  it.each<[string, string, string, Files]>([
    ['settings that a loader looks for', '**/.env', '', { '.env': 'A=1', 'main.py': 'load_dotenv()\n' }],
    ['settings that Go loads', '**/.env', '', { '.env': '', 'main.go': 'package main\nvar _ = godotenv.Load()\n' }],
    ['settings of a stage that Node loads', '**/.env.*', '', { '.env.live': '', 'a.js': 'import "dotenv/config"\n' }],
    ['a folder that a variable names', 'docs', 'ENV DOCS_DIR=/app/docs\n', {}],
    ['a folder that an argument names', 'docs', 'ARG FROM=docs\n', {}],
    ['a folder that a start through a shell names', 'docs', 'CMD cd docs && python -m http.server\n', {}],
    ['a package that a program imports', 'tests', '', { 'tests/a.py': '', 'main.py': 'from tests.a import b\n' }],
    ['tests that a RUN runs', '**/*_test.go', 'RUN go test ./...\n', { 'a_test.go': '' }],
    ['tests that the container runs', 'tests', 'CMD ["python", "-m", "pytest"]\n', { 'tests/a.py': '' }],
    ['tests that a called script runs', 'tests', 'RUN ./ci.sh\n', { 'tests/a.py': '', 'ci.sh': 'pytest -q\n' }],
    [
      'a file that the requirements include',
      'docs',
      'RUN pip install -r requirements.txt\n',
      { 'requirements.txt': '-r more.txt\n', 'more.txt': '-r docs/requirements.txt\n', 'docs/requirements.txt': 'a\n' },
    ],
  ])('spares %s', (_what, pattern, lines, more) => {
    expect(patternsFor(`FROM x\nCOPY . /app\n${lines}`, { ...files, ...more })).not.toContain(pattern);
  });

  it('still leaves out what only looks like it', () => {
    const more = { '.env': '', 'tests/a.py': '', 'a_test.go': '', 'main.py': 'import os\nos.environ["A"]\n' };
    const text = 'FROM x\nENV DOCS=off\nCOPY . .\nRUN go vet ./... && make build\n';
    expect(patternsFor(text, { ...files, ...more })).toEqual(
      expect.arrayContaining(['**/.env', '**/*_test.go', 'tests', 'docs']),
    );
  });

  it('spares a readme that setup.cfg names without quotes', () => {
    const more = { 'setup.cfg': '[metadata]\nlong_description = file: README.md\n' };
    expect(patternsFor('FROM x\nCOPY . .\nRUN pip install .\n', { ...files, ...more })).not.toContain('README*');
  });

  it('is not kept from it by a COPY of other names by pattern', () => {
    expect(patternsFor('FROM golang:1.24\nCOPY go.* ./\nCOPY . .\n', { ...GO, 'README.md': '' })).toEqual(['README*']);
  });

  it('spares a build that copies single files', () => {
    spared(contextTrimmed, 'FROM x\nCOPY main.py /\n', files);
  });
});
