import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from '../../test/proof/corpus/apply-all.ts';
import { synthesiseProject } from '../../test/proof/corpus/synthesise-project.ts';
import { textToBytes, wordsToText } from '../model/bytes.ts';

const LINES = [
  '# a word on what follows',
  '',
  'WORKDIR /app',
  'WORKDIR src',
  'COPY . .',
  'COPY . /app/',
  'COPY --chown=1:1 . .',
  'ADD . .',
  'COPY requirements.txt .',
  'COPY requirements.txt requirements/dev.txt /tmp/',
  'COPY go.mod go.sum ./',
  'COPY ["main.py", "/app/"]',
  'COPY --from=first /app/main /usr/local/bin/main',
  'RUN pip install -r requirements.txt',
  'RUN pip install --no-cache-dir -r requirements.txt && rm -rf /root/.cache',
  'RUN pip install "flask>=3" \\\n    # between\n    gunicorn',
  'RUN pip install .',
  'RUN --mount=type=cache,target=/root/.cache pip install flask',
  'RUN go mod download',
  'RUN go build -o main .',
  'RUN CGO_ENABLED=0 go build -ldflags "-X a=b" -o /usr/local/bin/main ./cmd/main',
  'RUN apt-get update && apt-get install -y gcc libpq-dev && rm -rf /var/lib/apt/lists/*',
  'RUN rm -rf tests',
  'RUN <<EOF\npip install flask\necho COPY . .\nEOF',
  'RUN ["pip", "install", "flask"]',
  'USER app',
  'USER root',
  'ENV A=1 PATH=/x:$PATH',
  'ENV PIP_NO_CACHE_DIR 1',
  'ARG V=2',
  'EXPOSE 80 443/udp',
  'LABEL a="b c"',
  'VOLUME /data',
  'STOPSIGNAL SIGINT',
  'HEALTHCHECK CMD curl -f localhost',
  'HEALTHCHECK NONE',
  'ENTRYPOINT ["python"]',
  'CMD ["main.py"]',
  'CMD python main.py',
  'CMD ["./main"]',
  'CMD main --port $V',
  'ONBUILD RUN pip install x',
  'SHELL ["/bin/bash", "-c"]',
];
const BASES = ['python:3.11', 'python:3.11-slim', 'golang:1.24', 'debian:12', 'scratch', 'example.test/own:1', 'first'];

const dockerfiles = fc
  .record({
    stages: fc.array(
      fc.record({ base: fc.constantFrom(...BASES), lines: fc.array(fc.constantFrom(...LINES), { maxLength: 9 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    newline: fc.constantFrom('\n', '\r\n'),
    ends: fc.boolean(),
    bom: fc.boolean(),
  })
  .map(({ stages, newline, ends, bom }) => {
    const text = stages
      .flatMap(({ base, lines }, i) => [
        `FROM ${i === 0 && base === 'first' ? 'scratch' : base}${i === 0 ? ' AS first' : ''}`,
        ...lines,
      ])
      .join('\n');
    return `${bom ? '\ufeff' : ''}${text}${ends ? '\n' : ''}`.replaceAll('\n', newline);
  });

describe('every technique on top of those before it', () => {
  it('keeps every instruction it does not mean to change, and finds nothing left to do', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        const bytes = textToBytes(wordsToText(text));
        const { breaches, refused } = applyAll(bytes, synthesiseProject(bytes));
        expect({ breaches, refused, text }).toEqual({ breaches: [], refused: [], text });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
