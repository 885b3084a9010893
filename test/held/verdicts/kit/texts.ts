/** A Flask app with two routes, in `app.py`. */
export const FLASK_APP = `from flask import Flask, jsonify

app = Flask(__name__)
PRICES = {"apple": 1200, "pear": 1800}


@app.get("/")
def index():
    return jsonify(fruits=sorted(PRICES))


@app.get("/prices/<name>")
def price(name):
    return jsonify(name=name, won=PRICES[name])


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
`;

export const FLASK_REQUIREMENTS = `flask==3.0.3
gunicorn==22.0.0
`;

/** What the Flask app is asked. */
export const FLASK_ASKS = {
  is: 'server',
  port: 8000,
  requests: [
    { path: '/', status: 200, contains: 'apple' },
    { path: '/prices/pear', status: 200, contains: '1800' },
  ],
} as const;

/**
 * A server of the standard library alone.
 * @param imports what stands above, line by line
 * @param answer the body of `answer(path)`, indented by four, which gives bytes
 */
export function serverOf(imports: string, answer: string): string {
  return `${imports}
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(path):
${answer}

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            status, body = 200, answer(self.path)
        except Exception as error:
            status, body = 500, repr(error).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`;
}
