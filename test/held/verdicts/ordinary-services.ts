import type { HeldOrdinary, HeldRun } from './contract.ts';

function answers(contains: string, port: number): HeldRun {
  return { asks: { is: 'server', port, requests: [{ path: '/', status: 200, contains }] } };
}

function withPackages(packages: string): string {
  return `FROM debian:bookworm-slim
RUN apt-get update \\
 && apt-get install -y --no-install-recommends ${packages} \\
 && rm -rf /var/lib/apt/lists/*
`;
}

/** Servers from Debian's packages with the entry commands people give them. */
export const ORDINARY_SERVICES: readonly HeldOrdinary[] = [
  {
    id: 'nginx-in-foreground',
    says: 'nginx-light with its logs linked to the streams of the container, as people link them.',
    files: {
      'site.conf':
        'server {\n  listen 8080 default_server;\n  root /srv/www;\n  location / { try_files $uri /index.html; }\n}\n',
      'www/index.html': '<h1>welcome in</h1>\n',
    },
    dockerfile: `${withPackages('nginx-light')}RUN rm /etc/nginx/sites-enabled/default \\
 && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
COPY site.conf /etc/nginx/conf.d/
COPY www /srv/www
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`,
    run: {
      asks: {
        is: 'server',
        port: 8080,
        requests: [{ path: '/deep/link', status: 200, contains: 'welcome in' }],
        stopsWithinSeconds: 10,
      },
    },
  },
  {
    id: 'postgres-init-at-start',
    says: 'PostgreSQL: the script makes the cluster at the first start and gives up root by gosu; its folder is a VOLUME and empty before.',
    files: {
      'docker-entrypoint.sh': `#!/bin/bash
set -e
if [ "$(id -u)" = 0 ]; then
  chown postgres "$PGDATA"
  exec gosu postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --auth=trust --encoding=UTF8 >/dev/null
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sh) . "$script" ;;
      *.sql) postgres --single -j postgres < "$script" >/dev/null ;;
    esac
  done
fi
exec "$@"
`,
      'tables.sql': "CREATE TABLE rooms (name text);\n\nINSERT INTO rooms VALUES ('lobby');\n",
    },
    dockerfile: `${withPackages('postgresql-15 gosu')}ENV PGDATA=/var/lib/postgresql/data PATH=$PATH:/usr/lib/postgresql/15/bin
RUN mkdir -p "$PGDATA" && chown postgres "$PGDATA" && chmod 700 "$PGDATA"
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/
COPY tables.sql /docker-entrypoint-initdb.d/
VOLUME /var/lib/postgresql/data
EXPOSE 5432
HEALTHCHECK --interval=2s --timeout=5s --retries=20 CMD psql -U postgres -tc 'select name from rooms' | grep -q lobby
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
`,
    run: {
      asks: { is: 'service', logs: 'ready to accept connections', health: 'healthy', stopsWithinSeconds: 30 },
    },
  },
  {
    id: 'redis-as-user',
    says: 'redis-server as its own user by name, with a HEALTHCHECK in shell form and arguments in CMD.',
    dockerfile: `${withPackages('redis-server')}USER redis
WORKDIR /var/lib/redis
EXPOSE 6379
HEALTHCHECK --interval=2s --timeout=3s --retries=10 CMD redis-cli ping | grep -q PONG
ENTRYPOINT ["redis-server"]
CMD ["--protected-mode", "no", "--save", ""]
`,
    run: { asks: { is: 'service', logs: 'Ready to accept connections', health: 'healthy', stopsWithinSeconds: 10 } },
  },
  {
    id: 'cron-in-foreground',
    says: 'cron as the first process, with a table of its own; the job names a program that is there.',
    files: {
      tidy: '#!/bin/sh\nfind /var/spool/inbox -type f -mtime +7 -delete\ndate > /var/spool/inbox/.tidied\n',
      'tidy.cron': 'PATH=/usr/local/bin:/usr/bin:/bin\n* * * * * root tidy >/proc/1/fd/1 2>&1\n',
    },
    dockerfile: `${withPackages('cron')}COPY --chmod=755 tidy /usr/local/bin/
COPY --chmod=644 tidy.cron /etc/cron.d/tidy
RUN mkdir -p /var/spool/inbox
HEALTHCHECK --interval=5s --retries=20 --start-period=90s CMD test -s /var/spool/inbox/.tidied
CMD ["cron", "-f"]
`,
    run: { asks: { is: 'service', health: 'healthy' } },
  },
  {
    id: 'supervisor-with-two',
    says: 'supervisord over nginx and a Python program; neither stands in ENTRYPOINT or CMD.',
    files: {
      'supervisord.conf': `[supervisord]
nodaemon=true
user=root
logfile=/dev/null
logfile_maxbytes=0

[program:web]
command=nginx -g "daemon off;"

[program:api]
command=python3 /srv/api.py
`,
      'api.py': `from wsgiref.simple_server import make_server


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"through the proxy"]


make_server("127.0.0.1", 9000, app).serve_forever()
`,
      'proxy.conf': 'server {\n  listen 8080;\n  location / { proxy_pass http://127.0.0.1:9000; }\n}\n',
    },
    dockerfile: `${withPackages('nginx-light supervisor')}COPY supervisord.conf /etc/supervisor/
COPY proxy.conf /etc/nginx/conf.d/
COPY api.py /srv/
HEALTHCHECK --interval=2s --retries=15 CMD python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/')"
CMD ["supervisord", "-c", "/etc/supervisor/supervisord.conf"]
`,
    run: { asks: { is: 'service', logs: "spawned: 'api'", health: 'healthy' } },
  },
  {
    id: 'php-own-server',
    says: "Debian's PHP with its built-in server and an extension from a package of its own.",
    files: { 'index.php': '<?php\necho mb_strtoupper("grüße"), " ", json_encode(["php" => PHP_MAJOR_VERSION]);\n' },
    dockerfile: `${withPackages('php8.2-cli php8.2-mbstring')}WORKDIR /srv
COPY index.php .
EXPOSE 8080
CMD ["php", "-S", "0.0.0.0:8080"]
`,
    run: answers('GRÜSSE {"php":8}', 8080),
  },
];
