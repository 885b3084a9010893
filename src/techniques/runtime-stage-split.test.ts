import { describe, expect, it } from 'vitest';
import { edited, type Files, GO, PYTHON, spared } from '../../test/kit/techniques.ts';
import { runtimeStageSplit } from './runtime-stage-split.ts';

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
