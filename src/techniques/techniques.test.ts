import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { cacheMounts } from './cache-mounts.ts';
import { contextTrimmed } from './context-trimmed.ts';
import type { Technique } from './contract.ts';
import { dependenciesFirst } from './dependencies-first.ts';
import { numericUser } from './numeric-user.ts';
import { runtimeStageSplit } from './runtime-stage-split.ts';
import { slimBase } from './slim-base.ts';

const PYTHON = { 'requirements.txt': 'flask==3.0.0\n', 'main.py': 'print(1)\n' };
const GO = {
  'go.mod': 'module example.test/app\n\nrequire (\n\texample.test/lib v1.0.0\n)\n',
  'go.sum': '',
  'main.go': 'package main\nfunc main() {}\n',
};

type Files = Readonly<Record<string, string>>;

function edited(technique: Technique, dockerfile: string, files: Files = {}, ignore?: string): string {
  const result = applied(technique, factsOf(dockerfile, files, ignore === undefined ? {} : { ignore }));
  expect(result.again).toBe(0);
  return result.dockerfile;
}

function spared(technique: Technique, dockerfile: string, files: Files = {}): void {
  const facts = factsOf(dockerfile, files);
  expect(technique.applies(facts).is).not.toBe('yes');
  expect(technique.edit(facts)).toEqual({ dockerfile: [] });
}

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

describe('slim-base', () => {
  it.each([
    ['FROM python:3.11\n', 'FROM python:3.11-slim\n'],
    ['From python\n', 'From python:slim\n'],
    ['FROM python:3.11-bookworm AS a\n', 'FROM python:3.11-slim-bookworm AS a\n'],
    ['ARG V=3.11\nFROM python:${V}\n', 'ARG V=3.11\nFROM python:${V}-slim\n'],
    ['FROM python:3.11 AS a\nFROM a\n', 'FROM python:3.11-slim AS a\nFROM a\n'],
  ])('%j becomes %j', (before, after) => {
    expect(edited(slimBase, before)).toBe(after);
  });

  it.each([
    'FROM python:3.11-slim\n',
    'FROM python:3.11-alpine\n',
    'FROM golang:1.24\n',
    'FROM scratch\n',
    'FROM x/y\n',
  ])('spares %j', (text) => spared(slimBase, text));
});

describe('dependencies-first', () => {
  it('moves the sources behind the install', () => {
    const text =
      'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n';
    expect(edited(dependenciesFirst, text, PYTHON)).toBe(
      'FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "main.py"]\n',
    );
  });

  it('moves the sources behind an install that names its packages itself', () => {
    const text = 'FROM python:3.11\nWORKDIR /app\n# sources\nCOPY . .\nRUN pip install flask gunicorn\n';
    expect(edited(dependenciesFirst, text, PYTHON)).toBe(
      'FROM python:3.11\nWORKDIR /app\nRUN pip install flask gunicorn\n# sources\nCOPY . .\n',
    );
  });

  it('takes the comment over a COPY along, and a linter’s word with it', () => {
    const text =
      'FROM python:3.11\nWORKDIR /app\n# hadolint ignore=DL3020\nADD . .\nRUN pip install -r requirements.txt\n';
    expect(edited(dependenciesFirst, text, PYTHON)).toBe(
      'FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n# hadolint ignore=DL3020\nADD . .\n',
    );
  });

  it('downloads modules in front of a COPY that a compile follows', () => {
    const text = 'FROM golang:1.24\nWORKDIR /app\n# all\nCOPY . .\nRUN go build -o main .\n';
    expect(edited(dependenciesFirst, text, GO)).toBe(
      'FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\n# all\nCOPY . .\nRUN go build -o main .\n',
    );
  });

  it('moves the sources behind a download that is there already', () => {
    const text = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go mod download\nRUN go build -o main .\n';
    const files = { ...GO, 'go.sum': 'example.test/lib v1.0.0 h1:a/b=\n' };
    expect(edited(dependenciesFirst, text, files)).toBe(
      'FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o main .\n',
    );
  });

  it('downloads where the module lies, when that is not where the COPY stands', () => {
    const text = 'FROM golang:1.24\nCOPY . /src\nWORKDIR /src\nRUN go build -o main .\n';
    expect(edited(dependenciesFirst, text, GO)).toBe(
      'FROM golang:1.24\nCOPY go.mod go.sum /src/\nRUN cd /src && go mod download\nCOPY . /src\nWORKDIR /src\nRUN go build -o main .\n',
    );
  });

  it('moves a COPY to a fixed place over the folder set after it', () => {
    const text = 'FROM python:3.11\nCOPY . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\n';
    expect(edited(dependenciesFirst, text, PYTHON)).toBe(
      'FROM python:3.11\nCOPY requirements.txt /app/\nWORKDIR /app\nRUN pip install -r requirements.txt\nCOPY . /app\n',
    );
  });

  const install = 'RUN pip install -r requirements.txt';
  it.each([
    ['a step that removes copied files', `FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN rm -rf tests\n${install}\n`],
    ['a step that writes among them', `FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN echo x > v.txt\n${install}\n`],
    [
      'a package that lies among them',
      `FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN apt-get install -y ./a.deb\n${install}\n`,
    ],
    ['an install of the project itself', 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install .\n'],
    ['a step it cannot read', `FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN ./prepare\n${install}\n`],
  ])('spares %s', (_what, text) => spared(dependenciesFirst, text, PYTHON));

  const over = (lines: string) => `FROM python:3.11\nWORKDIR /app\nCOPY . .\n${lines}\n`;
  it.each([
    ['a list that a command in it reads', over(`RUN apt-get install -y $(cat packages.txt)\n${install}`), {}],
    ['a list between backticks', over(`RUN apt-get install -y \`cat packages.txt\`\n${install}`), {}],
    ['packages by pattern', over(`RUN apt-get install -y *.deb\n${install}`), {}],
    ['packages by a variable that nobody knows', over(`ARG P\nRUN apt-get install -y $P\n${install}`), {}],
    ['a setting of apt', over(`RUN apt-get -c apt.conf update\n${install}`), { 'apt.conf': '' }],
    ['a folder of packages', over('RUN pip install --find-links wheels -r requirements.txt'), { 'wheels/a.whl': '' }],
    ['a folder of packages, from the environment', over(`ENV PIP_FIND_LINKS=wheels\n${install}`), {}],
    ['one that its own line sets', over('RUN PIP_FIND_LINKS=wheels pip install -r requirements.txt'), {}],
    ['one that the requirements name', over(install), { 'requirements.txt': '-f ./wheels\nflask\n' }],
    ['a certificate', over('RUN pip install --cert ca.pem -r requirements.txt'), {}],
    ['limits that are not there', over(`ENV PIP_CONSTRAINT=limits.txt\n${install}`), {}],
    ['a package by its place', over(install), { 'requirements.txt': 'x @ file:///app/libs/x\n' }],
    ['a package by its folder', over('RUN pip install libs/mylib'), {}],
    ['a package by its folder among the requirements', over(install), { 'requirements.txt': 'libs/mylib\n' }],
  ])('spares an install that reads %s', (_what, text, more) => spared(dependenciesFirst, text, { ...PYTHON, ...more }));

  it.each([
    ['packages by a known variable', over(`ARG P="gcc git"\nRUN apt-get install -y $P\n${install}`)],
    ['a number of a user', over(`ARG U=1\nRUN useradd -u $U app\n${install}`)],
    ['packages elsewhere', over('RUN pip install -f https://x.invalid/y/ -r requirements.txt')],
    ['certificates of the system', over('RUN pip install --cert /etc/ssl/certs/ca.crt -r requirements.txt')],
    ['a package by its address', over('RUN pip install "a @ https://x.invalid/a.zip" -r requirements.txt')],
  ])('moves an install that reads %s', (_what, text) => {
    expect(edited(dependenciesFirst, text, PYTHON)).toMatch(/COPY \. \.\n$/);
  });

  it('takes along limits that the environment names', () => {
    const files = { ...PYTHON, 'limits.txt': 'flask<4\n' };
    expect(edited(dependenciesFirst, over(`ENV PIP_CONSTRAINT=limits.txt\n${install}`), files)).toContain(
      'COPY requirements.txt limits.txt ./\nENV',
    );
  });

  it('passes over a step that cleans up elsewhere', () => {
    const clean = 'RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*';
    const text = `FROM python:3.11\nWORKDIR /app\nCOPY . .\n${clean}\n${install}\n`;
    expect(edited(dependenciesFirst, text, PYTHON)).toContain(
      `COPY requirements.txt ./\n${clean}\n${install}\nCOPY . .`,
    );
  });

  it.each([
    [
      'a proxy that is set later',
      'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nENV GOPRIVATE=x\nRUN go build -o main .\n',
    ],
    [
      'a secret of the compile',
      'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=secret,id=n go build -o main .\n',
    ],
    [
      'credentials set up later',
      'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN git config --global a b\nRUN go build -o main .\n',
    ],
  ])('spares a download that would miss %s', (_what, text) => spared(dependenciesFirst, text, GO));
});

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

describe('runtime-stage-split', () => {
  const python =
    'FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "main.py"]\n';

  it('Python: packages move in an environment at its final path', () => {
    expect(edited(runtimeStageSplit, python, PYTHON)).toBe(
      'FROM python:3.11 AS build\nWORKDIR /app\nCOPY requirements.txt .\nRUN python -m venv --without-pip /opt/venv\nENV PIP_PYTHON=/opt/venv/bin/python\nRUN pip install -r requirements.txt\n\nFROM python:3.11-slim\nWORKDIR /app\nCOPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY . .\nCMD ["python", "main.py"]\n',
    );
  });

  it('Python: keeps a linter’s word on the line it is about', () => {
    const text = python.replace('RUN pip', '# hadolint ignore=DL3042\nRUN pip');
    expect(edited(runtimeStageSplit, text, PYTHON)).toContain('# hadolint ignore=DL3042\nRUN pip install');
  });

  it('Python: a library stays as it was asked for, a bare list update goes', () => {
    const apt =
      'RUN apt-get update\nRUN apt-get update && apt-get install -y graphviz=2.42.2-7 gcc && rm -rf /var/lib/apt/lists/*\n';
    const result = edited(runtimeStageSplit, python.replace('WORKDIR', `${apt}WORKDIR`), PYTHON);
    expect(result.slice(result.indexOf('FROM python:3.11-slim'))).toContain(
      'FROM python:3.11-slim\nRUN apt-get update && apt-get install -y graphviz=2.42.2-7 && rm -rf /var/lib/apt/lists/*\nWORKDIR',
    );
  });

  it('Python: spares an install by a user who may not write there', () => {
    spared(runtimeStageSplit, python.replace('RUN pip', 'USER app\nRUN pip'), PYTHON);
  });

  const go =
    'FROM golang:1.24\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o main .\nEXPOSE 8080\nCMD ["./main"]\n';

  it('Go: a static program on an empty base, with certificates (T14) and zones (T17)', () => {
    expect(edited(runtimeStageSplit, go, GO)).toBe(
      'FROM golang:1.24 AS build\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -tags timetzdata -o main .\n\nFROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCOPY --from=build /app/main /app/main\nWORKDIR /app\nEXPOSE 8080\nCMD ["./main"]\n',
    );
  });

  it('Go: leaves flags to GOFLAGS that it sets', () => {
    const text = go.replace('RUN go build', 'ENV GOFLAGS=-ldflags=-X=main.v=1\nRUN go build');
    expect(edited(runtimeStageSplit, text, GO)).toContain('go build -trimpath -tags timetzdata -o main .');
  });

  it('Go: a shell form of one plain command becomes its exec form', () => {
    expect(edited(runtimeStageSplit, go.replace('["./main"]', './main --port 80'), GO)).toContain(
      'CMD ["./main","--port","80"]',
    );
  });

  const shipped = (text: string, files: Files = GO) => {
    const result = edited(runtimeStageSplit, text, files);
    return result.slice(result.indexOf('FROM', result.indexOf('\n\n')));
  };

  it('Go: says each argument again that what it carries names, and no other', () => {
    const text = go.replace(
      'WORKDIR',
      'ARG BASE=1\nARG VERSION=$BASE.2\nARG OTHER\nENV APP_VERSION=$VERSION\nLABEL v=${VERSION}\nWORKDIR',
    );
    expect(shipped(text)).toContain(
      '\nARG BASE=1\nARG VERSION=$BASE.2\nENV APP_VERSION=$VERSION\nLABEL v=${VERSION}\nEXPOSE',
    );
  });

  it('Go: keeps a variable of the build that another is made of', () => {
    expect(shipped(go.replace('WORKDIR', 'ENV GOOS=linux\nENV A=$GOOS\nWORKDIR'))).toContain(
      'ENV GOOS=linux\nENV A=$GOOS',
    );
  });

  it('Go: keeps variables of the running program, whatever their names begin with', () => {
    const result = shipped(
      go.replace('WORKDIR', 'ENV GOMEMLIMIT=256MiB GOGC=50\nENV CGO_ENABLED=0 GOOS=linux\nWORKDIR'),
    );
    expect(result).toContain('ENV GOMEMLIMIT=256MiB GOGC=50');
    expect(result).not.toContain('GOOS');
  });

  it('Go: carries folders that a step only makes, to whom they were given', () => {
    const steps =
      'RUN useradd app && mkdir -p /data/up /app/bin && touch /data/up/x && chown -R app:app /data\nUSER app\n';
    const result = shipped(go.replace('EXPOSE', `${steps}EXPOSE`));
    expect(result).toContain('COPY --from=build --chown=65532:65532 /data/up /data/up\n');
    expect(result).toContain('COPY --from=build /app/bin /app/bin\n');
    expect(result).not.toContain('/data/up/x');
  });

  it('Go: gives the program to whom its folder was given', () => {
    expect(shipped(go.replace('EXPOSE', 'RUN chown -R 1000:1000 /app\nEXPOSE'))).toContain(
      'COPY --from=build --chown=1000:1000 /app/main /app/main',
    );
  });

  const named = { ...GO, 'main.go': 'package main\nvar _ = template.ParseGlob("templates/*.html")\nfunc main() {}\n' };
  it.each<[string, string, string, Files]>([
    ['a folder copied by name', 'COPY templates ./templates', '/app/templates', { ...named, 'templates/a.html': '' }],
    ['a folder of a folder', 'COPY web/ .', '/app/templates', { ...named, 'web/templates/a.html': '' }],
    [
      'a file that a variable names',
      'ENV CONFIG=config.yaml\nCOPY config.yaml .',
      '/app/config.yaml',
      { ...GO, 'config.yaml': '' },
    ],
    ['a file put elsewhere', 'COPY deploy/c.yaml /etc/app/', '/etc/app/c.yaml', { ...GO, 'deploy/c.yaml': '' }],
    ['files by pattern', 'COPY *.toml /etc/app/', '/etc/app/a.toml', { ...GO, 'a.toml': '' }],
    ['a file fetched', 'ADD https://x.invalid/geo.mmdb /data/geo.mmdb', '/data/geo.mmdb', GO],
    ['a folder put where a variable says', 'ENV D=/srv/d\nCOPY d $D', '/srv/d', { ...GO, 'd/a.txt': '' }],
  ])('Go: carries %s', (_what, copy, path, files) => {
    const text = go.replace('COPY . .', `COPY main.go .\n${copy}`);
    expect(shipped(text, files)).toContain(`COPY --from=build ${path} ${path}\n`);
  });

  it('Go: carries settings that a loader looks for', () => {
    const files = { ...GO, '.env': '', 'main.go': 'package main\nvar _ = godotenv.Load()\nfunc main() {}\n' };
    expect(shipped(go, files)).toContain('COPY --from=build /app/.env /app/.env');
  });

  it('Go: leaves behind sources and what nothing names', () => {
    const files = { ...GO, 'internal/a.go': '', 'notes/a.txt': '' };
    const text = go.replace('COPY . .', 'COPY internal ./internal\nCOPY . .');
    expect(shipped(text, files).match(/COPY/g)).toHaveLength(2);
  });

  it.each([
    ['fetches a file', 'RUN wget -O /data/geo.mmdb https://x.invalid/geo'],
    ['writes a file', 'RUN date > /built'],
    ['makes a folder that only the build knows', 'RUN mkdir -p $(cat where)'],
    ['makes a folder somewhere below', 'RUN cd sub && mkdir data'],
    ['opens a folder to all', 'RUN mkdir -p /data && chmod 777 /data'],
    ['makes a folder with other rights', 'RUN mkdir -m 700 /data'],
    ['seeds a folder', 'RUN go run ./seed -o /data/db'],
  ])('Go: spares a build that %s', (_what, step) => {
    spared(runtimeStageSplit, go.replace('EXPOSE', `${step}\nEXPOSE`), GO);
  });

  it.each([
    'RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*',
    'RUN go vet ./... && go test ./... 2>/dev/null',
    'RUN git config --global url."https://x.invalid/".insteadOf y',
    'RUN CGO_ENABLED=0 go install example.test/tool@v1 && chmod +x main',
  ])('Go: passes over %s', (step) => {
    expect(shipped(go.replace('EXPOSE', `${step}\nEXPOSE`))).toContain('COPY --from=build /app/main /app/main');
  });

  it('Go: drops the arguments that a shell between would not have passed on', () => {
    const text = go.replace('CMD ["./main"]', 'ENTRYPOINT ./main\nCMD ["--verbose"]');
    expect(shipped(text)).toMatch(/ENTRYPOINT \["\.\/main"\]\n$/);
  });

  it.each([
    [
      'an entry point that gets a shell as its arguments',
      go.replace('CMD ["./main"]', 'ENTRYPOINT ["./main"]\nCMD serve'),
    ],
    ['a program for the platform of the builder', go.replace('FROM', 'FROM --platform=$BUILDPLATFORM')],
    ['a value of the base that builds', go.replace('EXPOSE', 'LABEL go=$GOLANG_VERSION\nENV P=$GOPATH\nEXPOSE')],
  ])('Go: spares %s', (_what, text) => spared(runtimeStageSplit, text, GO));

  it.each([
    ['FROM --platform=linux/amd64 golang:1.24', 'RUN go', 'FROM --platform=linux/amd64 scratch\n'],
    ['FROM --platform=$BUILDPLATFORM golang:1.24\nARG TARGETARCH', 'RUN GOARCH=$TARGETARCH go', 'FROM scratch\n'],
  ])('Go: %s gives the same platform', (from, run, after) => {
    expect(shipped(go.replace('FROM golang:1.24', from).replace('RUN go build', `${run} build`))).toContain(after);
  });

  it('Python: keeps the platform that FROM asks for', () => {
    const text = python.replace('FROM', 'FROM --platform=linux/amd64');
    expect(edited(runtimeStageSplit, text, PYTHON)).toContain('\nFROM --platform=linux/amd64 python:3.11-slim\n');
  });

  it.each(['RUN python -m nltk.downloader punkt || true', 'RUN curl -o /m.bin https://x.invalid/m', 'RUN ./prepare'])(
    'Python: spares %s between two installs',
    (step) => {
      spared(runtimeStageSplit, python.replace('COPY . .', `${step}\nRUN pip install gunicorn\nCOPY . .`), PYTHON);
    },
  );

  it('Python: passes over a folder that is made between two installs', () => {
    const text = python.replace('COPY . .', 'RUN mkdir -p /data && useradd app\nRUN pip install gunicorn\nCOPY . .');
    const result = edited(runtimeStageSplit, text, PYTHON);
    expect(result.slice(result.indexOf('-slim'))).toContain('RUN mkdir -p /data && useradd app\nCOPY --from=build');
  });

  it.each<[string, string, Files]>([
    ['a program opens', 'COPY main.py ./', { 'main.py': 'open("requirements.txt")\n' }],
    ['a variable names', 'ENV LIST=/app/requirements.txt\nCOPY main.py ./', {}],
    ['a later step reads', 'COPY main.py ./\nRUN wc requirements.txt', {}],
  ])('Python: keeps a manifest that %s', (_what, lines, more) => {
    const result = edited(runtimeStageSplit, python.replace('COPY . .', lines), { ...PYTHON, ...more });
    expect(result.slice(result.indexOf('-slim'))).toContain('COPY requirements.txt .');
  });

  it.each([
    ['cgo', { 'main.go': 'package main\nimport "C"\nfunc main() {}\n' }],
    ['other programs', { 'main.go': 'package main\nimport "os/exec"\nfunc main() { exec.Command("convert") }\n' }],
  ])('Go: spares a program that needs %s', (_what, more) => spared(runtimeStageSplit, go, { ...GO, ...more }));

  it.each([
    [
      'a file that is split already',
      'FROM golang:1.24 AS b\nRUN go build -o /m .\nFROM scratch\nCOPY --from=b /m /m\nCMD ["/m"]\n',
    ],
    ['a start through a shell', go.replace('["./main"]', './main && echo done')],
    ['a program that no step writes', go.replace('["./main"]', '["./other"]')],
  ])('spares %s', (_what, text) => spared(runtimeStageSplit, text, GO));
});

describe('numeric-user', () => {
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
