import { describe, expect, it } from 'vitest';
import { edited, GO, PYTHON, spared } from '../../test/kit/techniques.ts';
import { dependenciesFirst } from './dependencies-first.ts';

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
