import type { HeldPair } from './contract.ts';

const SITE = `#!/bin/sh
set -eu
echo "<h1>Opening hours of \${SHOP:-the shop}</h1>" > /www/index.html
exec httpd -f -p 8080 -h /www
`;

/** Busybox alone, as small images of shell scripts are. */
const BUSYBOX = `FROM debian:bookworm-slim AS rootfs
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static && rm -rf /var/lib/apt/lists/* \\
    && mkdir -p /rootfs/bin /rootfs/www && cp /bin/busybox /rootfs/bin/ \\
    && for applet in sh cat httpd wget; do ln -s busybox /rootfs/bin/$applet; done

FROM scratch
COPY --from=rootfs /rootfs/ /
COPY --chmod=755 start.sh /start.sh
EXPOSE 8080
HEALTHCHECK --interval=2s --timeout=2s --retries=3 CMD wget -q -O /dev/null http://127.0.0.1:8080/
ENTRYPOINT ["/start.sh"]
`;

const RENDER = `#!/bin/sh
set -e
envsubst < /etc/motd.template > /srv/www/motd.txt
exec python3 -m http.server 8000 --directory /srv/www
`;

const render = (packages: string) => `FROM python:3.11-slim
${packages}COPY motd.template /etc/motd.template
COPY --chmod=755 start.sh /usr/local/bin/start.sh
RUN mkdir -p /srv/www
ENV GREETING=annyeong
EXPOSE 8000
ENTRYPOINT ["start.sh"]
`;

const STEP_DOWN = `#!/bin/sh
set -e
chown -R desk:desk /var/lib/desk
exec gosu desk "$@"
`;

const DESK = `import os
import pwd
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with open("/var/lib/desk/visits", "a") as visits:
            visits.write(self.path + "\\n")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(("served by " + pwd.getpwuid(os.getuid()).pw_name).encode())


HTTPServer(("", 8000), Handler).serve_forever()
`;

const stepDown = (packages: string) => `FROM python:3.11-slim
${packages}RUN useradd --system desk && mkdir /var/lib/desk
COPY --chmod=755 entrypoint.sh /usr/local/bin/
COPY desk.py /srv/
EXPOSE 8000
ENTRYPOINT ["entrypoint.sh"]
CMD ["python", "/srv/desk.py"]
`;

const apt = (name: string) =>
  `RUN apt-get update && apt-get install -y --no-install-recommends ${name} && rm -rf /var/lib/apt/lists/*\n`;

/** Entry scripts and the programs they count on. */
export const SHELL_PAIRS: readonly HeldPair[] = [
  {
    id: 'bash-script-on-busybox',
    traps: [],
    fault: 'bytes',
    says: 'The first line of the entry script names /bin/bash, and the image has the shell of busybox alone.',
    evidence: ['/bin/bash'],
    breaks: 'start',
    broken: { dockerfile: BUSYBOX, files: { 'start.sh': SITE.replace('#!/bin/sh', '#!/bin/bash') } },
    working: { dockerfile: BUSYBOX, files: { 'start.sh': SITE } },
    run: {
      env: { SHOP: 'Mina' },
      asks: {
        is: 'server',
        port: 8080,
        health: 'healthy',
        requests: [{ path: '/', status: 200, contains: 'Opening hours of Mina' }],
      },
    },
  },
  {
    id: 'entry-calls-envsubst',
    traps: [],
    fault: 'bytes',
    says: 'The entry script fills a template with envsubst, and gettext-base is not installed.',
    evidence: ['envsubst'],
    breaks: 'start',
    files: { 'start.sh': RENDER, 'motd.template': '${GREETING}, welcome\n' },
    broken: { dockerfile: render('') },
    working: { dockerfile: render(apt('gettext-base')) },
    run: {
      asks: { is: 'server', port: 8000, requests: [{ path: '/motd.txt', status: 200, contains: 'annyeong, welcome' }] },
    },
  },
  {
    id: 'entry-steps-down-with-gosu',
    traps: [],
    fault: 'bytes',
    says: 'The entry script gives up root with gosu, which is not in the image.',
    evidence: ['gosu'],
    breaks: 'start',
    files: { 'entrypoint.sh': STEP_DOWN, 'desk.py': DESK },
    broken: { dockerfile: stepDown('') },
    working: { dockerfile: stepDown(apt('gosu')) },
    run: { asks: { is: 'server', port: 8000, requests: [{ path: '/', status: 200, contains: 'served by desk' }] } },
  },
];
