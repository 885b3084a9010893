import type { HeldPair, HeldRun } from './contract.ts';

const GO_MOD = `module example.com/orders

go 1.24
`;

const FORWARDER = `package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	stock := http.NewServeMux()
	stock.HandleFunc("/stock", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "12 boxes") })
	go func() { log.Fatal(http.ListenAndServeTLS("127.0.0.1:8443", "/etc/stock/tls.crt", "/etc/stock/tls.key", stock)) }()

	http.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get("https://localhost:8443/stock")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		io.Copy(w, answer.Body)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const CERTS = `set -e
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Acme Root" -keyout ca.key \\
    -out /usr/local/share/ca-certificates/acme.crt
openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout tls.key -out tls.csr
printf 'subjectAltName=DNS:localhost' > san.cnf
openssl x509 -req -in tls.csr -CA /usr/local/share/ca-certificates/acme.crt -CAkey ca.key -CAcreateserial \\
    -days 3650 -extfile san.cnf -out tls.crt
update-ca-certificates
`;

const SEOUL = `package main

import (
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/closing", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).In(seoul).Format(time.RFC3339))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const LOCAL = `package main

import (
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	http.HandleFunc("/closing", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Local().Format(time.RFC3339))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const IMPORTER = `package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("POST /import", func(w http.ResponseWriter, r *http.Request) {
		spool, err := os.CreateTemp("", "import-*")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer os.Remove(spool.Name())
		io.Copy(spool, r.Body)
		spool.Seek(0, io.SeekStart)
		lines := 0
		for scanner := bufio.NewScanner(spool); scanner.Scan(); lines++ {
		}
		fmt.Fprintf(w, "%d lines", lines)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const JOURNAL = `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	journal, err := os.OpenFile("/data/orders.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(journal, r.Method, r.URL)
		fmt.Fprint(w, "noted")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

/** A static server in an empty image. */
const onScratch = ({ prepare = '', flags = '', add = '' }) => `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
${prepare}RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath ${flags}-o /server .

FROM scratch
COPY --from=build /server /server
${add}EXPOSE 8080
ENTRYPOINT ["/server"]
`;

const STOCK_KEYS = 'COPY --from=build /src/tls.crt /src/tls.key /etc/stock/\n';
const BUNDLE = 'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n';
const ZONE = 'ENV TZ=Asia/Seoul\n';
const SPOOL = 'RUN mkdir -p -m 1777 /rootfs/tmp\n';
const DATA = 'RUN mkdir -p /rootfs/data\n';

const closes: HeldRun = {
  asks: { is: 'server', port: 8080, requests: [{ path: '/closing', status: 200, contains: '18:00:00+09:00' }] },
};

/** Files that a static Go program reads at run time. */
export const GO_DATA_PAIRS: readonly HeldPair[] = [
  {
    id: 'https-without-ca-bundle',
    traps: ['T17'],
    fault: 'bytes',
    says: 'The server asks another one over HTTPS, and scratch has no bundle of certificate authorities.',
    evidence: ['ca-certificates'],
    breaks: 'answer',
    files: { 'go.mod': GO_MOD, 'main.go': FORWARDER, 'certs.sh': CERTS },
    broken: { dockerfile: onScratch({ prepare: 'RUN sh certs.sh\n', add: STOCK_KEYS }) },
    working: { dockerfile: onScratch({ prepare: 'RUN sh certs.sh\n', add: STOCK_KEYS + BUNDLE }) },
    run: { asks: { is: 'server', port: 8080, requests: [{ path: '/status', status: 200, contains: '12 boxes' }] } },
  },
  {
    id: 'load-location-without-zone-data',
    traps: ['T14', 'T52'],
    fault: 'bytes',
    says: 'time.LoadLocation at the start finds no zone data: scratch has no /usr/share/zoneinfo and none is built in.',
    evidence: ['zoneinfo'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': SEOUL },
    broken: { dockerfile: onScratch({}) },
    working: { dockerfile: onScratch({ flags: '-tags timetzdata ' }) },
    run: closes,
  },
  {
    id: 'tz-variable-without-zone-data',
    traps: ['T14'],
    fault: 'behaviour',
    says: 'TZ is set and no zone data is there: the program goes on in UTC without a word.',
    evidence: ['Asia/Seoul'],
    breaks: 'answer',
    files: { 'go.mod': GO_MOD, 'main.go': LOCAL },
    broken: { dockerfile: onScratch({ add: ZONE }) },
    working: {
      dockerfile: onScratch({
        add: `COPY --from=build /usr/share/zoneinfo/Asia/Seoul /usr/share/zoneinfo/Asia/Seoul\n${ZONE}`,
      }),
    },
    run: closes,
  },
  {
    id: 'temporary-file-without-tmp',
    traps: ['T15'],
    fault: 'bytes',
    says: 'The upload is spooled into a temporary file, and scratch has no /tmp.',
    evidence: ['/tmp'],
    breaks: 'answer',
    files: { 'go.mod': GO_MOD, 'main.go': IMPORTER },
    broken: { dockerfile: onScratch({}) },
    working: { dockerfile: onScratch({ prepare: SPOOL, add: 'COPY --from=build /rootfs/ /\n' }) },
    run: {
      asks: {
        is: 'server',
        port: 8080,
        requests: [{ path: '/import', method: 'POST', body: 'a\nb\nc\n', status: 200, contains: '3 lines' }],
      },
    },
  },
  {
    id: 'numeric-user-writes-below-root-folder',
    traps: ['T10', 'T15'],
    fault: 'bytes',
    says: 'The program opens its journal in /data, which belongs to root, as user 65532.',
    evidence: ['/data'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': JOURNAL },
    broken: {
      dockerfile: onScratch({ prepare: DATA, add: 'COPY --from=build /rootfs/data /data\nUSER 65532:65532\n' }),
    },
    working: {
      dockerfile: onScratch({
        prepare: DATA,
        add: 'COPY --from=build --chown=65532:65532 /rootfs/data /data\nUSER 65532:65532\n',
      }),
    },
    run: { asks: { is: 'server', port: 8080, requests: [{ path: '/', status: 200, contains: 'noted' }] } },
  },
];
