import { describe, expect, it } from 'vitest';
import { findTraceback } from './find-traceback.ts';
import { matchesRoute, resolvePlaces } from './resolve-places.ts';

const places = resolvePlaces(
  ['main.py', 'app/models.py', 'main.go', 'src/server.js'],
  [{ method: 'GET', path: '/users/{id}', file: 'main.py', line: 9 }],
);

describe('finding where it failed', () => {
  it('takes the last Python frame in the project, below those of the libraries', () => {
    const log = `INFO: ok
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/starlette/app.py", line 10, in call
    await app()
  File "/srv/app/main.py", line 42, in predict
    return model.run(x)
           ^^^^^^^^^^^^
  File "/srv/app/app/models.py", line 7, in run
    raise KeyError(x)
  File "/usr/local/lib/python3.12/enum.py", line 3, in __call__
KeyError: 'no'
INFO: next
`;
    expect(findTraceback(log, places)).toEqual({
      exception: "KeyError: 'no'",
      place: { file: 'app/models.py', line: 7 },
    });
  });

  it('takes the last of several stacks, and sees through the margin of exception groups', () => {
    const log = `Traceback (most recent call last):
  File "/app/main.py", line 1, in a
ValueError: first

During handling of the above exception, another exception occurred:

  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 2, in b
  | ExceptionGroup: second (1 sub-exception)
`;
    expect(findTraceback(log, places)).toEqual({
      exception: 'ExceptionGroup: second (1 sub-exception)',
      place: { file: 'main.py', line: 2 },
    });
  });

  it('takes the innermost of an exception group, whatever its name ends in', () => {
    const log = `ERROR:    Exception in ASGI application
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 2, in b
  |     raise
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 5, in c
    |     get(key)
    | store.errors.NoSuchKey: k
    +------------------------------------
`;
    expect(findTraceback(log, places)).toEqual({
      exception: 'store.errors.NoSuchKey: k',
      place: { file: 'main.py', line: 5 },
    });
  });

  it('knows no place where no frame is in the project', () => {
    const log = `Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/fastapi/main.py", line 301, in app
TypeError: x
`;
    expect(findTraceback(log, places)).toEqual({ exception: 'TypeError: x' });
  });

  it('takes the innermost own frame of a Go panic', () => {
    const log = `2026/01/31 http: panic serving 172.17.0.1:5: runtime error: index out of range [5] with length 2
goroutine 19 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1947 +0xbe
panic({0x6a1b20?, 0xc0000161c8?})
\t/usr/local/go/src/runtime/panic.go:787 +0x132
main.getUser({0x7f, 0x1})
\t/src/main.go:33 +0x1d
main.main()
\t/src/main.go:12 +0x1d
`;
    expect(findTraceback(log, places)).toEqual({
      exception: 'panic serving 172.17.0.1:5: runtime error: index out of range [5] with length 2',
      place: { file: 'main.go', line: 33 },
    });
  });

  it('takes the innermost own frame of a Node stack', () => {
    const log = `listening
TypeError: Cannot read properties of undefined (reading 'id')
    at Layer.handle (/app/node_modules/express/lib/layer.js:95:5)
    at getUser (file:///app/src/server.js:17:20)
    at /app/src/server.js:30:3
    at node:internal/process/task_queues:95:5
`;
    expect(findTraceback(log, places)).toEqual({
      exception: "TypeError: Cannot read properties of undefined (reading 'id')",
      place: { file: 'src/server.js', line: 17 },
    });
  });

  it('finds nothing in ordinary logs', () => {
    expect(findTraceback('INFO: GET / 200\nValueError: told by nobody\n at last\n', places)).toBeUndefined();
  });
});

describe('leading back to the project', () => {
  it('takes the longest tail of the path that is a file of the project', () => {
    expect(places.locateFile('/any/where/app/models.py')).toBe('app/models.py');
    expect(places.locateFile('/app/main.py')).toBe('main.py');
    expect(places.locateFile('/app/other.py')).toBeUndefined();
    expect(places.locateFile('/usr/lib/python3/main.py')).toBeUndefined();
  });

  it('finds the route by its path, parameters filled in', () => {
    expect(places.locateRoute('/users/7?full=1')).toEqual({ file: 'main.py', line: 9 });
    expect(places.locateRoute('/users')).toBeUndefined();
  });

  it.each([
    ['/a/<int:id>', '/a/3', true],
    ['/a/:id/b', '/a/3/b', true],
    ['/a/{id}', '/a/', false],
    ['/a', '/a/b', false],
  ])('%s takes %s: %s', (template, path, expected) => {
    expect(matchesRoute(template, path)).toBe(expected);
  });
});
