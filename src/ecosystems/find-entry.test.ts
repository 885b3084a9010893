import { describe, expect, it } from 'vitest';
import { findEntry } from './find-entry.ts';

function projectOf(files: Record<string, string>) {
  return { paths: Object.keys(files), text: (path: string) => files[path] };
}

describe('findEntry', () => {
  it.each([
    [['python', 'main.py'], 'main.py'],
    [['python', '-m', 'app.server'], 'app/server.py'],
    [['uvicorn', 'app.main:app', '--host', '0.0.0.0'], 'app/main.py'],
    [['gunicorn', 'wsgi:create()'], 'wsgi.py'],
    [['python', '/srv/main.py'], 'main.py'],
  ])('%j', (start, entry) => {
    const project = projectOf({ 'main.py': '', 'app/server.py': '', 'app/main.py': '', 'wsgi.py': '' });
    expect(findEntry(start, '/srv', project, undefined)).toBe(entry);
  });

  it('finds the package that is compiled', () => {
    const project = projectOf({ 'cmd/api/main.go': 'func main() {}', 'cmd/api/x_test.go': '', 'lib/a.go': '' });
    expect(findEntry([], '/', project, './cmd/api')).toBe('cmd/api/main.go');
  });

  it('takes the source nearest the root where nothing tells', () => {
    expect(
      findEntry([], '/', projectOf({ 'tests/test_a.py': '', 'src/deep/b.py': '', 'pkg/a.py': '' }), undefined),
    ).toBe('pkg/a.py');
    expect(findEntry([], '/', projectOf({ 'README.md': '' }), undefined)).toBeUndefined();
  });
});
