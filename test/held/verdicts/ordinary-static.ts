import type { HeldOrdinary, HeldRun } from './contract.ts';

function answers(contains: string, port = 8080): HeldRun {
  return { asks: { is: 'server', port, requests: [{ path: '/', status: 200, contains }] } };
}

const GO_MOD = 'module example.com/clock\n\ngo 1.24\n';

const GO_CLOCK = `package main

import (
	"crypto/x509"
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	place, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		log.Fatal(err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil || roots.Equal(x509.NewCertPool()) {
		log.Fatal("no roots: ", err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, time.Unix(0, 0).In(place).Format("15:04 MST"))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

const GO_WITH_C = `package main

/*
#cgo LDFLAGS: -lz
#include <zlib.h>
*/
import "C"

import "fmt"

func main() {
	text := []byte("plimsoll")
	fmt.Printf("zlib %s crc %x\\n", C.GoString(C.zlibVersion()), C.crc32(0, (*C.Bytef)(&text[0]), C.uInt(len(text))))
}
`;

const GO_AGENT = `package main

import "fmt"

func main() { fmt.Println("collected") }
`;

const JAVA_SERVER = `import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Server {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("up on " + System.getProperty("java.specification.version")).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
`;

const WITH_JDK = `FROM debian:bookworm-slim AS build
RUN mkdir -p /usr/share/man/man1 && apt-get update \\
 && apt-get install -y --no-install-recommends default-jdk-headless binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Server.java .
RUN javac Server.java
`;

/** Compiled programs: static on scratch, with C libraries, for the JVM. */
export const ORDINARY_STATIC: readonly HeldOrdinary[] = [
  {
    id: 'go-on-scratch',
    says: 'A static Go server on scratch with the roots and the zones it uses, as a user by number that no passwd names.',
    files: { 'go.mod': GO_MOD, 'main.go': GO_CLOCK },
    dockerfile: `FROM golang:1.24 AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /clock .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build /clock /clock
USER 65534:65534
EXPOSE 8080
ENTRYPOINT ["/clock"]
`,
    run: answers('09:00 KST'),
  },
  {
    id: 'go-with-c-library',
    says: 'Go with cgo, linked to glibc and zlib, on a base that has both.',
    files: { 'go.mod': GO_MOD, 'main.go': GO_WITH_C },
    dockerfile: `FROM golang:1.24 AS build
RUN apt-get update && apt-get install -y --no-install-recommends zlib1g-dev
WORKDIR /src
COPY . .
RUN CGO_ENABLED=1 go build -o /sum .

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends zlib1g && rm -rf /var/lib/apt/lists/*
COPY --from=build /sum /usr/local/bin/sum-it
CMD ["sum-it"]
`,
    run: { asks: { is: 'program', exitCode: 0, prints: 'zlib 1.' } },
  },
  {
    id: 'agents-of-other-machines',
    says: 'One agent for each machine lies in the image, an arm64, a 32-bit and a Windows one too; the script takes the one of this machine.',
    files: {
      'go.mod': GO_MOD,
      'main.go': GO_AGENT,
      'run-agent': `#!/bin/sh
case "$(uname -m)" in
  x86_64) exec /opt/agent/linux-amd64/agent "$@" ;;
  aarch64) exec /opt/agent/linux-arm64/agent "$@" ;;
  i?86) exec /opt/agent/linux-386/agent "$@" ;;
  *) echo "no agent for $(uname -m)" >&2; exit 1 ;;
esac
`,
    },
    dockerfile: `FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN export CGO_ENABLED=0; for target in linux/amd64 linux/arm64 linux/386 windows/amd64; do \\
      GOOS=\${target%/*} GOARCH=\${target#*/} go build -o /out/\${target%/*}-\${target#*/}/agent . || exit 1; done

FROM debian:bookworm-slim
COPY --from=build /out /opt/agent
COPY --chmod=755 run-agent /usr/local/bin/
ENTRYPOINT ["run-agent"]
`,
    run: { asks: { is: 'program', exitCode: 0, prints: 'collected' } },
  },
  {
    id: 'jar-on-jre',
    says: "A jar on Debian's headless JRE, whose packages leave links to manual pages that the slim base does not keep.",
    files: { 'Server.java': JAVA_SERVER },
    dockerfile: `${WITH_JDK}RUN jar --create --file server.jar --main-class Server *.class

FROM debian:bookworm-slim
RUN mkdir -p /usr/share/man/man1 && apt-get update \\
 && apt-get install -y --no-install-recommends default-jre-headless && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/server.jar /srv/server.jar
EXPOSE 8080
CMD ["java", "-jar", "/srv/server.jar"]
`,
    run: answers('up on 17'),
  },
  {
    id: 'jlink-right-modules',
    says: 'A runtime of three modules made by jlink, which are all the program uses.',
    files: { 'Server.java': JAVA_SERVER },
    dockerfile: `${WITH_JDK}RUN jlink --add-modules java.base,java.logging,jdk.httpserver --strip-debug --no-header-files --no-man-pages --output /jre

FROM debian:bookworm-slim
COPY --from=build /jre /opt/jre
COPY --from=build /src/*.class /srv/
ENV JAVA_HOME=/opt/jre PATH=/opt/jre/bin:$PATH
ENTRYPOINT ["java", "-cp", "/srv"]
CMD ["Server"]
`,
    run: answers('up on 17'),
  },
  {
    id: 'busybox-web-on-scratch',
    says: 'One static busybox on scratch that serves a folder; no shell, no libraries, no users.',
    files: { 'www/index.html': '<h1>plain page</h1>\n' },
    dockerfile: `FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static

FROM scratch
COPY --from=build /bin/busybox /bin/busybox
COPY www /www
EXPOSE 8080
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8080"]
CMD ["-h", "/www"]
`,
    run: answers('plain page'),
  },
];
