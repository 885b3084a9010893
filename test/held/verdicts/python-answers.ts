import type { HeldPair } from './contract.ts';
import { serverOf } from './kit/texts.ts';

const PLAIN = `FROM python:3.11-slim
WORKDIR /srv
`;
const RUN_APP = `COPY . .
EXPOSE 8000
CMD ["python", "app.py"]
`;

function summaryWith(mean: string): string {
  return serverOf(
    `import json

import numpy

SALES = numpy.array([12, 7, 30])
`,
    `    if path == "/summary":
        return json.dumps({"best": ${mean}, "days": len(SALES)}).encode()
    return b"sales"

`,
  );
}

const PREDICT = serverOf(
  `import json
`,
  `    if path == "/predict":
        with open("models/prices.json") as file:
            model = json.load(file)
        return f"forecast: {model['slope'] * 10 + model['start']}".encode()
    return b"prices"

`,
);

const CODEC = serverOf(
  '',
  `    if path == "/label":
        return "서울".encode("cp949").hex().encode()
    return "서울".encode()

`,
);

function orderApp(guard: string): string {
  return `from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.get("/")
def index():
    return jsonify(open=True)


@app.post("/orders")
def order():
    try:
        count = request.get_json().get("count", 0)
        if count < 1:
            abort(400, "count must be at least 1")
        return jsonify(won=1200 * count)
${guard}    except Exception as error:
        abort(500, str(error))


app.run(host="0.0.0.0", port=8000)
`;
}
const ORDERS = `${PLAIN}RUN pip install --no-cache-dir flask==3.0.3
${RUN_APP}`;
const NUMBERS = `${PLAIN}RUN pip install --no-cache-dir --no-compile numpy==1.26.4
${RUN_APP}`;

/** Servers that start and then answer wrongly, or lack what an answer needs. */
export const PYTHON_ANSWER_PAIRS: readonly HeldPair[] = [
  {
    id: 'numpy-integer-in-an-answer',
    traps: ['T18'],
    fault: 'behaviour',
    says: 'A numpy integer is put into the answer as it is, and json does not know how to write it.',
    evidence: ['/summary', '500'],
    breaks: 'answer',
    broken: { dockerfile: NUMBERS, files: { 'app.py': summaryWith('SALES.max()') } },
    working: { dockerfile: NUMBERS, files: { 'app.py': summaryWith('int(SALES.max())') } },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/', status: 200, contains: 'sales' },
          { path: '/summary', status: 200, contains: '"best": 30' },
        ],
      },
    },
  },
  {
    id: 'bad-request-answered-as-a-failure',
    traps: ['T19'],
    fault: 'behaviour',
    says: 'The refusal of a bad order is caught by the wide except around it and becomes a 500.',
    evidence: ['/orders', '500'],
    breaks: 'answer',
    broken: { dockerfile: ORDERS, files: { 'app.py': orderApp('') } },
    working: { dockerfile: ORDERS, files: { 'app.py': orderApp('    except HTTPException:\n        raise\n') } },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/orders', method: 'POST', body: '{"count": 2}', status: 200, contains: '2400' },
          { path: '/orders', method: 'POST', body: '{"count": 0}', status: 400 },
        ],
      },
    },
  },
  {
    id: 'needed-variable-not-set',
    traps: [],
    fault: 'behaviour',
    says: 'The app reads SHOP_CURRENCY from its environment without a default, and the image does not set it.',
    evidence: ['SHOP_CURRENCY'],
    breaks: 'start',
    files: {
      'app.py': serverOf(
        `import os

CURRENCY = os.environ["SHOP_CURRENCY"]
`,
        '    return f"1200 {CURRENCY}".encode()\n\n',
      ),
    },
    broken: { dockerfile: PLAIN + RUN_APP },
    working: { dockerfile: `${PLAIN}ENV SHOP_CURRENCY=KRW\n${RUN_APP}` },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: '1200 KRW' }] } },
  },
  {
    id: 'model-file-ignored',
    traps: ['T66'],
    fault: 'bytes',
    says: '.dockerignore keeps every JSON file out, and the route /predict reads models/prices.json.',
    evidence: ['prices.json'],
    breaks: 'answer',
    files: { 'app.py': PREDICT, 'models/prices.json': '{"slope": 4, "start": 120}\n' },
    broken: { dockerfile: PLAIN + RUN_APP, files: { '.dockerignore': '.git\n**/*.json\n' } },
    working: { dockerfile: PLAIN + RUN_APP, files: { '.dockerignore': '.git\n**/*.json\n!models/*.json\n' } },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/', status: 200, contains: 'prices' },
          { path: '/predict', status: 200, contains: 'forecast: 160' },
        ],
      },
    },
  },
  {
    id: 'korean-codec-deleted',
    traps: ['T19'],
    fault: 'bytes',
    says: 'The step that cuts the East Asian codecs takes _codecs_kr with them, and the route /label writes CP949.',
    evidence: ['_codecs_kr'],
    breaks: 'answer',
    files: { 'app.py': CODEC },
    broken: {
      dockerfile: `${PLAIN}RUN find /usr/local/lib/python3.11/lib-dynload -name '_codecs_*' -delete\n${RUN_APP}`,
    },
    working: {
      dockerfile: `${PLAIN}RUN find /usr/local/lib/python3.11/lib-dynload -name '_codecs_*' ! -name '_codecs_kr*' -delete
${RUN_APP}`,
    },
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/', status: 200, contains: '서울' },
          { path: '/label', status: 200, contains: 'bcadbfef' },
        ],
      },
    },
  },
];
