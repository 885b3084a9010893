import { describe, expect, it } from 'vitest';
import type { ArgWord } from './contract.ts';
import { readGoCommand } from './go/read-go.ts';
import { readPipInstall } from './python/read-pip.ts';

function words(command: string): ArgWord[] {
  return [...command.matchAll(/\S+/g)].map((m) => ({
    text: m[0].includes('$') ? undefined : m[0],
    range: { start: m.index, end: m.index + m[0].length },
  }));
}

describe('readPipInstall', () => {
  const pip = (command: string) => readPipInstall(words(command), '/root');

  it.each([
    'pip install -r requirements.txt',
    'pip3 install -rrequirements.txt',
    'python -m pip install --requirement=requirements.txt',
    'python3.11 -m pip --quiet install --requirement requirements.txt',
    '/usr/local/bin/pip --cache-dir /x install -r requirements.txt',
  ])('%s', (command) => {
    expect(pip(command)).toMatchObject({ manifests: ['requirements.txt'], needsSources: false, packages: [] });
  });

  it('takes values of options for no packages', () => {
    expect(pip('pip install -i https://i.invalid --timeout 60 -c limits.txt flask==3 -U')).toMatchObject({
      packages: ['flask==3'],
      manifests: ['limits.txt'],
    });
  });

  it('needs sources for the project itself, an editable, and what it cannot read', () => {
    for (const c of ['pip install .', 'pip install -e .', 'pip install $PKG', 'pip install ./a.whl'])
      expect(pip(c)?.needsSources).toBe(true);
  });

  it('finds the flag that keeps it from its cache, with the blank before it (T47)', () => {
    const step = pip('pip install --no-cache-dir -r r.txt');
    expect(step?.noCacheFlags).toEqual([{ start: 11, end: 26 }]);
  });

  it('tells installs that a virtual environment cannot catch (T10)', () => {
    for (const c of ['pip install --user x', 'pip install --prefix=/install x', 'pip install -t /deps x'])
      expect(pip(c)?.placedElsewhere).toBe(true);
  });

  it.each(['pip download x', 'pip --version', 'apt-get install pip', 'python -m venv /venv', 'echo pip install x'])(
    'spares %s',
    (c) => {
      expect(pip(c)).toBeUndefined();
    },
  );
});

describe('readGoCommand', () => {
  const places = { modules: '/go/pkg/mod', build: '/root/.cache/go-build' };

  it('reads what is compiled, and to where', () => {
    expect(readGoCommand(words('go build -o /out/api ./cmd/api'), places)).toMatchObject({
      does: 'compile',
      output: '/out/api',
      source: './cmd/api',
    });
    expect(readGoCommand(words('go build -ldflags=-s -tags netgo -o=main'), places)).toMatchObject({
      output: 'main',
      source: '.',
    });
    expect(readGoCommand(words('go build'), places)).toMatchObject({ output: undefined, source: '.' });
  });

  it('tells a download from a build', () => {
    expect(readGoCommand(words('go mod download'), places)).toMatchObject({ does: 'fetch', needsSources: false });
    expect(readGoCommand(words('go vet ./...'), places)).toBeUndefined();
    expect(readGoCommand(words('gofmt -l .'), places)).toBeUndefined();
  });
});
