import type { HeldOrdinary, HeldRun } from './contract.ts';

function answers(contains: string, path = '/', port = 8000): HeldRun {
  return { asks: { is: 'server', port, requests: [{ path, status: 200, contains }] } };
}

const FLASK_APP = `from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/")
def index():
    return jsonify(status="open", rooms=12)
`;

const FASTAPI_APP = `from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    item: str
    count: int = 1


@app.get("/health")
def health():
    return {"ok": True}


@app.post("/orders")
def create(order: Order):
    return {"item": order.item, "total": order.count * 3}
`;

/** Web applications in Python, put into their images in the ways people do. */
export const ORDINARY_PYTHON_WEB: readonly HeldOrdinary[] = [
  {
    id: 'flask-on-slim',
    says: 'Flask behind the gunicorn script, whose shebang names the interpreter of the image.',
    files: { 'app.py': FLASK_APP, 'requirements.txt': 'flask\ngunicorn\n' },
    dockerfile: `FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`,
    run: answers('"rooms":12'),
  },
  {
    id: 'fastapi-with-healthcheck',
    says: 'FastAPI and uvicorn on the full image, as a user by name, with a HEALTHCHECK in exec form that works.',
    files: { 'main.py': FASTAPI_APP },
    dockerfile: `FROM python:3.11
RUN pip install --no-cache-dir fastapi uvicorn && useradd --create-home web
WORKDIR /home/web
COPY main.py .
USER web
EXPOSE 8000
HEALTHCHECK --interval=2s --timeout=5s --retries=5 \\
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health')"]
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
`,
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [
          { path: '/health', status: 200, contains: 'true' },
          { path: '/orders', method: 'POST', body: '{"item":"tea","count":2}', status: 200, contains: '"total":6' },
        ],
        health: 'healthy',
      },
    },
  },
  {
    id: 'django-with-migrations',
    says: 'Django with settings named by an environment variable, a VOLUME for its database, and an entry script that migrates first.',
    files: {
      'manage.py': `import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
execute_from_command_line(sys.argv)
`,
      'site_config/__init__.py': '',
      'site_config/settings.py': `SECRET_KEY = "change-me"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "site_config.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/data/site.sqlite3"}}
WSGI_APPLICATION = "site_config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
`,
      'site_config/urls.py': `from django.contrib.auth import get_user_model
from django.http import JsonResponse
from django.urls import path


def index(request):
    return JsonResponse({"users": get_user_model().objects.count()})


urlpatterns = [path("", index)]
`,
      'site_config/wsgi.py': `import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
application = get_wsgi_application()
`,
      'entrypoint.sh': '#!/bin/sh\nset -e\npython manage.py migrate --noinput\nexec "$@"\n',
    },
    dockerfile: `FROM python:3.11-slim
RUN pip install --no-cache-dir "django<6" gunicorn
WORKDIR /code
COPY . .
RUN chmod +x entrypoint.sh && mkdir /data
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["./entrypoint.sh"]
CMD ["gunicorn", "site_config.wsgi", "--bind", "0.0.0.0:8000"]
`,
    run: answers('"users": 0'),
  },
  {
    id: 'venv-from-builder',
    says: 'A venv made in one stage and copied to the same path in another; its python is a link to an interpreter that both have.',
    files: { 'app.py': FLASK_APP },
    dockerfile: `FROM python:3.11-slim AS build
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install --no-cache-dir flask waitress

FROM python:3.11-slim
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY app.py .
CMD ["waitress-serve", "--port=8000", "app:app"]
`,
    run: answers('"status":"open"'),
  },
  {
    id: 'prefix-install-same-python',
    says: 'pip --prefix in a builder, laid over /usr/local of the same interpreter: a recipe that is wrong elsewhere and right here.',
    files: { 'app.py': FLASK_APP },
    dockerfile: `FROM python:3.11-slim AS build
RUN pip install --no-cache-dir --prefix=/install flask gunicorn

FROM python:3.11-slim
COPY --from=build /install /usr/local
WORKDIR /app
COPY app.py .
USER 10001:10001
CMD ["gunicorn", "--bind=0.0.0.0:8000", "app:app"]
`,
    run: answers('"rooms":12'),
  },
  {
    id: 'debian-own-flask',
    says: "Debian's python3 with Flask and waitress from its packages: dist-packages, no pip at all.",
    files: {
      'app.py': `${FLASK_APP}\nif __name__ == "__main__":\n    from waitress import serve\n\n    serve(app, port=8000)\n`,
    },
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update \\
 && apt-get install -y --no-install-recommends python3-flask python3-waitress \\
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY app.py .
CMD ["python3", "app.py"]
`,
    run: answers('"rooms":12'),
  },
  {
    id: 'package-run-by-name',
    says: 'A package of the working folder started by python -m, read-only, with relative imports and a namespace package beside it.',
    files: {
      'shop/__init__.py': '',
      'shop/__main__.py': `from http.server import ThreadingHTTPServer

from .handler import Handler

ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`,
      'shop/handler.py': `from http.server import BaseHTTPRequestHandler

from shared.prices import PRICES


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"tea costs {PRICES['tea']}".encode())
`,
      'shared/prices.py': 'PRICES = {"tea": 3}\n',
    },
    dockerfile: `FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv
COPY shop shop
COPY shared shared
USER nobody
CMD ["python", "-m", "shop"]
`,
    run: { ...answers('tea costs 3'), readOnly: true },
  },
];
