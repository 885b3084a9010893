import type { HeldOrdinary, HeldRun } from './contract.ts';

function prints(text: string, command?: readonly string[]): HeldRun {
  return { command, asks: { is: 'program', exitCode: 0, prints: text } };
}

const PAGES = `from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", 8000), SimpleHTTPRequestHandler).serve_forever()
`;

/** What stands before the program: shells, init processes, entry scripts, and files that lie about unused. */
export const ORDINARY_SHELLS: readonly HeldOrdinary[] = [
  {
    id: 'entry-script-on-busybox',
    says: 'A scratch image with a static busybox as its shell; the entry script sets up and hands over to the command.',
    files: {
      'entrypoint.sh': `#!/bin/sh
set -eu
: "\${GREETING:=hello}"
export GREETING
mkdir -p /tmp/run
if [ "\${1#-}" != "$1" ]; then
  set -- greet "$@"
fi
exec "$@"
`,
      greet: '#!/bin/sh\nprintf "%s %s\\n" "$GREETING" "$(hostname | wc -l)"\n',
    },
    dockerfile: `FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static
RUN mkdir -p /out/bin /out/tmp && cp /bin/busybox /out/bin/ \\
 && for name in sh mkdir hostname wc printf; do ln -s busybox /out/bin/$name; done

FROM scratch
COPY --from=build /out /
COPY --chmod=755 entrypoint.sh greet /usr/local/bin/
ENV PATH=/usr/local/bin:/bin
ENTRYPOINT ["entrypoint.sh"]
CMD ["greet"]
`,
    run: prints('hello 1'),
  },
  {
    id: 'tini-first',
    says: 'tini as the first process, the command in CMD; it stops at once when told.',
    files: { 'pages.py': PAGES, 'index.html': 'plain page\n' },
    dockerfile: `FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY pages.py index.html ./
ENTRYPOINT ["tini", "--"]
CMD ["python", "pages.py"]
`,
    run: {
      asks: {
        is: 'server',
        port: 8000,
        requests: [{ path: '/index.html', status: 200, contains: 'plain page' }],
        stopsWithinSeconds: 5,
      },
    },
  },
  {
    id: 'shell-form-with-variables',
    says: 'CMD in shell form with variables and their defaults, a folder on PATH that is not there, and ARG names in a comment.',
    files: { 'pages.py': PAGES, 'index.html': 'plain page\n' },
    dockerfile: `FROM python:3.11-slim
ENV PATH="/opt/tools/bin:\${PATH}" APP_HOME=/srv
WORKDIR \${APP_HOME}
COPY . .
EXPOSE 8000
CMD cd "\${APP_HOME}" && exec python \${PYTHON_FLAGS:--u} "\${APP_HOME}/pages.py"
`,
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/index.html', status: 200, contains: 'plain' }] } },
  },
  {
    id: 'base-with-onbuild',
    says: 'A base for others: its ONBUILD instructions name files that are not in it, and its own command works without them.',
    files: { usage: '#!/bin/sh\necho "derive an image: it needs requirements.txt and app.py"\n' },
    dockerfile: `FROM python:3.11-slim
WORKDIR /app
ONBUILD COPY requirements.txt .
ONBUILD RUN pip install --no-cache-dir -r requirements.txt
ONBUILD COPY . .
ONBUILD CMD ["python", "app.py"]
COPY --chmod=755 usage /usr/local/bin/
VOLUME ["/app/uploads"]
CMD ["usage"]
`,
    run: prints('derive an image'),
  },
  {
    id: 'git-with-its-examples',
    says: "Debian's git with the scripts of its documentation: many name interpreters and modules that are not installed. Nobody starts them.",
    dockerfile: `FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN git init -q /srv/notes && cd /srv/notes \\
 && git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m "first note"
WORKDIR /srv/notes
ENTRYPOINT ["git"]
CMD ["log", "--format=%s"]
`,
    run: prints('first note'),
  },
  {
    id: 'dangling-links-unused',
    says: 'Links that lead nowhere and that nobody follows: of alternatives, of a removed release, into a volume, into /proc of the host.',
    files: {
      'current/serve': '#!/bin/sh\ncat "$(dirname "$0")/message"\n',
      'current/message': 'release 7 serves\n',
    },
    dockerfile: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends less mawk && rm -rf /var/lib/apt/lists/*
COPY current /srv/releases/7
RUN chmod +x /srv/releases/7/serve && ln -s 7 /srv/releases/current && ln -s 6 /srv/releases/previous \\
 && ln -s /data/uploads /srv/uploads && ln -s /host/proc/1/ns /srv/namespaces
VOLUME /data
CMD ["/srv/releases/current/serve"]
`,
    run: prints('release 7 serves'),
  },
  {
    id: 'old-start-scripts-kept',
    says: 'Beside the script that is started lie others nobody starts: with CRLF, without a mode to run, for csh and for a python2 long gone.',
    files: {
      'bin/start.sh':
        '#!/bin/bash\nset -euo pipefail\nsource "$(dirname "$0")/../conf/settings"\nexec awk "BEGIN { print $FIRST * $SECOND }"\n',
      'bin/start.bat': '@echo off\r\ncall settings.cmd\r\nstart.exe %*\r\n',
      'bin/start-old.sh': '#!/bin/sh\r\nexec python2 serve.py\r\n',
      'bin/rotate.csh': '#!/bin/csh -f\nsetenv KEEP 3\n',
      'bin/convert.py': '#!/usr/bin/python2\nprint "done"\n',
      'conf/settings': 'FIRST=6\nSECOND=7\n',
    },
    dockerfile: `FROM debian:bookworm-slim
COPY . /opt/tool
RUN chmod 755 /opt/tool/bin/start.sh && chmod 644 /opt/tool/bin/rotate.csh
ENTRYPOINT ["/opt/tool/bin/start.sh"]
`,
    run: prints('42'),
  },
];
