import { describe, expect, it } from 'vitest';
import { isAskable, type Route, readGoRoutes, readPythonRoutes } from './routes.ts';

const plain = (routes: readonly Route[]) => routes.map((r) => `${r.line} ${r.method} ${r.path}`);

describe('readPythonRoutes', () => {
  it('reads FastAPI and Flask decorators', () => {
    const text = [
      '@app.get("/")',
      "@router.post('/items', response_model=X)",
      '@app.route("/a", methods=["GET", "POST"])',
      '@bp.route("/b/<int:id>")',
      '# @app.get("/commented")',
      'cache.get("key")',
      '@app.websocket("/ws")',
    ].join('\n');
    expect(plain(readPythonRoutes('main.py', text))).toEqual([
      '1 GET /',
      '2 POST /items',
      '3 GET /a',
      '3 POST /a',
      '4 GET /b/<int:id>',
    ]);
  });
});

describe('readGoRoutes', () => {
  it('reads net/http, mux, gin and chi', () => {
    const text = [
      'http.HandleFunc("/plain", h)',
      'r.HandleFunc("/things", list).Methods("GET")',
      'r.HandleFunc("/things", create).Methods("POST")',
      'r.HandleFunc("/things/{id:[0-9]+}", one).Methods(http.MethodGet)',
      'mux.HandleFunc("PUT /new/{id}", put)',
      'g.GET("/gin", h)',
      'c.Get("/chi", h)',
      'client.Get("https://elsewhere.invalid")',
      'q.Get("name")',
    ].join('\n');
    expect(plain(readGoRoutes('main.go', text))).toEqual([
      '1 GET /plain',
      '2 GET /things',
      '3 POST /things',
      '4 GET /things/{id:[0-9]+}',
      '5 PUT /new/{id}',
      '6 GET /gin',
      '7 GET /chi',
    ]);
  });

  it('tells which can be asked as they stand', () => {
    expect(
      ['/x', '/x/{id}', '/x/<id>', '/x/:id', '/*'].map((path) => isAskable({ method: 'GET', path, file: '', line: 1 })),
    ).toEqual([true, false, false, false, false]);
  });
});
