import type { HeldOrdinary, HeldRun } from './contract.ts';

function prints(text: string): HeldRun {
  return { asks: { is: 'program', exitCode: 0, prints: text } };
}

function slimWith(packages: string, script = 'main.py'): string {
  return `FROM python:3.11-slim
RUN pip install --no-cache-dir ${packages}
WORKDIR /work
COPY . .
CMD ["python", "${script}"]
`;
}

/** Python with libraries of native code, and imports that are optional. */
export const ORDINARY_PYTHON_LIBRARIES: readonly HeldOrdinary[] = [
  {
    id: 'pandas-report',
    says: 'numpy and pandas: extensions whose libraries stand beside them and are found by RUNPATH; optional engines are not installed.',
    files: {
      'main.py': `import io

import numpy as np
import pandas as pd

frame = pd.read_csv(io.StringIO("city,rain\\nSeoul,12\\nBusan,30\\nSeoul,8\\n"))
print(frame.groupby("city")["rain"].sum().to_dict())
print("norm", np.linalg.norm([3.0, 4.0]))
`,
    },
    dockerfile: slimWith('numpy pandas'),
    run: prints('norm 5.0'),
  },
  {
    id: 'scikit-learn-model',
    says: 'scikit-learn and scipy with their own OpenMP and BLAS in folders beside the packages.',
    files: {
      'main.py': `from scipy.optimize import brentq
from sklearn.linear_model import LinearRegression

model = LinearRegression().fit([[0], [1], [2]], [1, 3, 5])
print("slope", round(float(model.coef_[0]), 3), "root", round(brentq(lambda x: x * x - 4, 0, 9), 3))
`,
    },
    dockerfile: slimWith('scikit-learn'),
    run: prints('slope 2.0 root 2.0'),
  },
  {
    id: 'pictures-and-markup',
    says: 'Pillow, lxml and the headless OpenCV on the slim image: no libGL and none needed.',
    files: {
      'main.py': `import io

import cv2
import numpy as np
from lxml import etree
from PIL import Image

picture = Image.new("RGB", (8, 8), "red")
kept = io.BytesIO()
picture.save(kept, "PNG")
decoded = cv2.imdecode(np.frombuffer(kept.getvalue(), np.uint8), cv2.IMREAD_COLOR)
title = etree.fromstring("<page><title>plan</title></page>").findtext("title")
print(title, decoded.shape)
`,
    },
    dockerfile: slimWith('pillow lxml opencv-python-headless'),
    run: prints('plan (8, 8, 3)'),
  },
  {
    id: 'database-driver-and-keys',
    says: 'psycopg[binary] with its own libpq, and cryptography; no libpq of the system is there.',
    files: {
      'main.py': `import psycopg
from cryptography.fernet import Fernet
from psycopg import sql

box = Fernet(Fernet.generate_key())
print(box.decrypt(box.encrypt(b"sealed")).decode(), psycopg.pq.__impl__)
try:
    psycopg.connect("host=127.0.0.1 port=1 connect_timeout=2")
except psycopg.OperationalError:
    print("no database yet", sql.Identifier("a").as_string(None))
`,
    },
    dockerfile: slimWith('"psycopg[binary]" cryptography'),
    run: prints('sealed binary'),
  },
  {
    id: 'optional-imports',
    says: 'Imports that are not installed and need not be: fast parsers with a fallback, typing only, a backport, an extra behind a flag.',
    files: {
      'main.py': `from __future__ import annotations

import os
from typing import TYPE_CHECKING

try:
    import ujson as json
except ImportError:
    import json

try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

try:
    import uvloop
except ImportError:
    uvloop = None

if TYPE_CHECKING:
    from mypy_extensions import TypedDict

if os.environ.get("SENTRY_DSN"):
    import sentry_sdk

    sentry_sdk.init()


def export(frame: TypedDict) -> str:
    return json.dumps(frame)


def to_excel(rows):
    import openpyxl

    return openpyxl.Workbook()


print(export(tomllib.loads('name = "plan"')), uvloop)
`,
    },
    dockerfile: `FROM python:3.11-slim
WORKDIR /work
COPY main.py .
CMD ["python", "main.py"]
`,
    run: prints('{"name": "plan"} None'),
  },
  {
    id: 'platform-guards',
    says: 'Modules of other systems behind guards: winreg, msvcrt, _scproxy; a keyboard helper that picks its side by the platform.',
    files: {
      'keys.py': `import os
import sys

if sys.platform == "win32":
    import msvcrt
    import winreg

    def read_key():
        return msvcrt.getch()
elif sys.platform == "darwin":
    import AppKit
    from _scproxy import _get_proxies
else:
    import termios
    import tty

    def read_key():
        return os.read(0, 1)


def home():
    if os.name == "nt":
        import ctypes.wintypes
        import win32api

        return win32api.GetUserName()
    return os.path.expanduser("~")
`,
      'main.py': 'import keys\n\nprint("home is", keys.home(), hasattr(keys, "read_key"))\n',
    },
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
COPY keys.py main.py /opt/keys/
CMD ["/usr/bin/python3", "/opt/keys/main.py"]
`,
    run: prints('home is /root True'),
  },
];
