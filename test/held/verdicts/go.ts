import type { HeldPair, HeldRun } from './contract.ts';

const GO_MOD = `module example.com/greeter

go 1.24
`;

const GREETER = `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		host, _ := os.Hostname()
		fmt.Fprintf(w, "hello %s from %s\\n", r.URL.Query().Get("name"), host)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const ADLER = `package main

/*
#include <stdint.h>
#include <string.h>

static uint32_t adler(const char *text) {
	uint32_t a = 1, b = 0;
	for (size_t i = 0; i < strlen(text); i++) {
		a = (a + (unsigned char)text[i]) % 65521;
		b = (b + a) % 65521;
	}
	return (b << 16) | a;
}
*/
import "C"

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%08x\\n", uint32(C.adler(C.CString(r.URL.Query().Get("text")))))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

/** A server compiled by one `go build` into an empty image. */
const onScratch = (build: string) => `FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod main.go ./
${build}

FROM scratch
COPY --from=build /server /server
EXPOSE 8080
ENTRYPOINT ["/server"]
`;

/** Busybox and musl's loader alone. */
const onMusl = (build: string) => `FROM golang:1.24 AS build
RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod main.go ./
${build}

FROM debian:bookworm-slim AS rootfs
WORKDIR /packages
RUN apt-get update && apt-get download musl busybox-static && mkdir /rootfs \\
    && for package in *.deb; do dpkg-deb -x "$package" /rootfs; done \\
    && for applet in sh ls cat ps; do ln -s busybox /rootfs/bin/$applet; done

FROM scratch
COPY --from=rootfs /rootfs/ /
COPY --from=build /server /usr/local/bin/server
EXPOSE 8080
ENTRYPOINT ["server"]
`;

const greets: HeldRun = {
  asks: { is: 'server', port: 8080, requests: [{ path: '/?name=mina', status: 200, contains: 'hello mina' }] },
};

/** Go programs that the kernel or a loader has to accept first. */
export const GO_PAIRS: readonly HeldPair[] = [
  {
    id: 'cgo-binary-on-scratch',
    traps: ['T12', 'T13'],
    fault: 'bytes',
    says: 'net/http with cgo links the binary dynamically: scratch has neither the glibc loader nor libc.so.6.',
    evidence: ['ld-linux-x86-64.so.2'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': GREETER },
    broken: {
      dockerfile: onScratch('RUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -o /server .'),
    },
    working: {
      dockerfile: onScratch(
        'RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -o /server .',
      ),
    },
    run: greets,
  },
  {
    id: 'glibc-binary-on-musl',
    traps: ['T12', 'T58'],
    fault: 'bytes',
    says: 'C code compiled against glibc is run on a musl system, which does not have the loader the binary names.',
    evidence: ['ld-linux-x86-64.so.2'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': ADLER },
    broken: {
      dockerfile: onMusl('RUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -o /server .'),
    },
    working: {
      dockerfile: onMusl(
        'RUN --mount=type=cache,target=/root/.cache/go-build CC=musl-gcc go build -trimpath -o /server .',
      ),
    },
    run: {
      asks: { is: 'server', port: 8080, requests: [{ path: '/?text=Wikipedia', status: 200, contains: '11e60398' }] },
    },
  },
  {
    id: 'arm64-binary-in-amd64-image',
    traps: ['T53'],
    fault: 'bytes',
    says: 'The build stage fixes GOARCH=arm64 although the image is built for amd64: the kernel cannot run the binary.',
    evidence: ['/server'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': GREETER },
    broken: {
      dockerfile: onScratch(
        'ENV CGO_ENABLED=0 GOOS=linux GOARCH=arm64\nRUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -o /server .',
      ),
    },
    working: {
      dockerfile: onScratch(
        'ARG TARGETARCH\nENV CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH\nRUN --mount=type=cache,target=/root/.cache/go-build go build -trimpath -o /server .',
      ),
    },
    run: greets,
  },
  {
    id: 'shell-form-on-scratch',
    traps: ['T15'],
    fault: 'bytes',
    says: 'CMD in shell form is run by /bin/sh, and scratch has no shell.',
    evidence: ['/bin/sh'],
    breaks: 'start',
    files: { 'go.mod': GO_MOD, 'main.go': GREETER },
    broken: {
      dockerfile: onScratch(
        'RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -o /server .',
      ).replace('ENTRYPOINT ["/server"]', 'CMD /server'),
    },
    working: {
      dockerfile: onScratch(
        'RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -o /server .',
      ).replace('ENTRYPOINT ["/server"]', 'CMD ["/server"]'),
    },
    run: greets,
  },
];
