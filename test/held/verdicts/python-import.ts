import type { HeldPair } from './contract.ts';
import { FLASK_ASKS, serverOf } from './kit/texts.ts';

const INSTALL = `FROM python:3.11-slim
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
`;
const RUN_APP = `COPY . .
EXPOSE 8000
CMD ["python", "app.py"]
`;

const YAML_APP = serverOf(
  `import yaml
`,
  `    with open("menu.yaml") as file:
        menu = yaml.safe_load(file)
    return ", ".join(sorted(menu)).encode()

`,
);

const REPORT_APP = serverOf(
  `ROWS = [("apple", 12), ("pear", 7)]
`,
  `    if path == "/report":
        from tabulate import tabulate

        return tabulate(ROWS, headers=["fruit", "left"], tablefmt="github").encode()
    return b"stock"

`,
);

const BARE_JSON = 'import orjson as json\n';
const GUARDED_JSON = `try:
    import orjson as json
except ImportError:
    import json
`;
const JSON_ANSWER = `    text = json.dumps({"path": path, "open": True})
    return text if isinstance(text, bytes) else text.encode()

`;

const MENU = `kimbap: 4500
ramyeon: 4000
`;

const WORKERS = `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gevent", "app:app"]
`;
const WSGI_APP = `def app(environ, start_response):
    body = b"apple " + (b"1800" if environ["PATH_INFO"] == "/prices/pear" else b"pear")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
`;

/** Modules that are imported and are not there, or need not be. */
export const PYTHON_IMPORT_PAIRS: readonly HeldPair[] = [
  {
    id: 'requirement-not-installed',
    traps: ['T70'],
    fault: 'bytes',
    says: 'requirements.txt declares PyYAML and the app imports it, but the Dockerfile installs another list by hand.',
    evidence: ['yaml'],
    breaks: 'start',
    files: {
      'app.py': YAML_APP,
      'menu.yaml': MENU,
      'requirements.txt': 'PyYAML==6.0.2\ntabulate==0.9.0\n',
      'requirements-dev.txt': '-r requirements.txt\npytest==8.3.3\n',
      'tests/test_app.py': `import pytest

import app


@pytest.mark.parametrize("path", ["/", "/menu"])
def test_answer(path):
    assert b"kimbap" in app.answer(path)
`,
    },
    broken: {
      dockerfile: `FROM python:3.11-slim
WORKDIR /srv
RUN pip install --no-cache-dir tabulate==0.9.0
${RUN_APP}`,
    },
    working: { dockerfile: INSTALL + RUN_APP },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/menu', status: 200, contains: 'kimbap' }] } },
  },
  {
    id: 'import-inside-a-route-missing',
    traps: ['T70'],
    fault: 'bytes',
    says: 'Only the function behind /report imports tabulate, which nobody declared: the start is well, the route is not.',
    evidence: ['tabulate'],
    breaks: 'answer',
    files: { 'app.py': REPORT_APP },
    broken: { dockerfile: INSTALL + RUN_APP, files: { 'requirements.txt': 'PyYAML==6.0.2\n' } },
    working: { dockerfile: INSTALL + RUN_APP, files: { 'requirements.txt': 'PyYAML==6.0.2\ntabulate==0.9.0\n' } },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/', status: 200, contains: 'stock' },
          { path: '/report', status: 200, contains: 'apple' },
        ],
      },
    },
  },
  {
    id: 'fast-json-not-guarded',
    traps: ['T70'],
    fault: 'bytes',
    says: 'orjson is not installed, and one app imports it bare where the other falls back to the standard library.',
    evidence: ['orjson'],
    breaks: 'start',
    broken: {
      dockerfile: `FROM python:3.11-slim\nWORKDIR /srv\n${RUN_APP}`,
      files: { 'app.py': serverOf(BARE_JSON, JSON_ANSWER) },
    },
    working: {
      dockerfile: `FROM python:3.11-slim\nWORKDIR /srv\n${RUN_APP}`,
      files: { 'app.py': serverOf(GUARDED_JSON, JSON_ANSWER) },
    },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/hours', status: 200, contains: 'open' }] } },
  },
  {
    id: 'namespace-package-in-part',
    traps: ['T70'],
    fault: 'bytes',
    says: 'The namespace package shop has two homes, and only one of them is copied: shop.billing is not there.',
    evidence: ['shop.billing'],
    breaks: 'start',
    files: {
      'core/shop/core/__init__.py': `VAT = 0.1
`,
      'billing/shop/billing/__init__.py': `from shop.core import VAT


def gross(net):
    return round(net * (1 + VAT))
`,
      'invoice.py': `from shop.billing import gross

print("invoice:", gross(20000), "won")
`,
    },
    broken: {
      dockerfile: `FROM python:3.11-slim
WORKDIR /srv
COPY core/ .
COPY invoice.py .
CMD ["python", "invoice.py"]
`,
    },
    working: {
      dockerfile: `FROM python:3.11-slim
WORKDIR /srv
COPY core/ .
COPY billing/ .
COPY invoice.py .
CMD ["python", "invoice.py"]
`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'invoice: 22000 won' } },
  },
  {
    id: 'worker-class-not-installed',
    traps: ['T70'],
    fault: 'bytes',
    says: 'CMD asks gunicorn for gevent workers, and gevent is not installed.',
    evidence: ['gevent'],
    breaks: 'start',
    files: { 'app.py': WSGI_APP },
    broken: {
      dockerfile: `${INSTALL}COPY app.py .\nEXPOSE 8000\n${WORKERS}`,
      files: { 'requirements.txt': 'gunicorn==22.0.0\n' },
    },
    working: {
      dockerfile: `${INSTALL}COPY app.py .\nEXPOSE 8000\n${WORKERS}`,
      files: { 'requirements.txt': 'gunicorn==22.0.0\ngevent==24.2.1\n' },
    },
    run: { asks: FLASK_ASKS },
  },
];
