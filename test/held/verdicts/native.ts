import type { HeldPair } from './contract.ts';
import { BILL, COMPILER, TARIFF_FILES } from './kit/tariff.ts';

const LINKED = `${COMPILER}RUN mkdir -p /opt/tariff/bin /opt/tariff/lib \\
 && gcc -shared -fPIC -Wl,-soname,libtariff.so.1 -o /opt/tariff/lib/libtariff.so.1 tariff-1.1.c \\
 && gcc -o /opt/tariff/bin/bill bill.c /opt/tariff/lib/libtariff.so.1`;
const RPATH = ` -Wl,-rpath,/opt/tariff/lib
`;
const RUNTIME = `
FROM debian:bookworm-slim
`;
const RUN_BILL = `CMD ["/opt/tariff/bin/bill"]
`;
const CONF = `RUN echo /opt/tariff/lib > /etc/ld.so.conf.d/tariff.conf && ldconfig && /opt/tariff/bin/bill
`;
const COPY_CONF = `COPY --from=build /etc/ld.so.conf.d/tariff.conf /etc/ld.so.conf.d/
`;
const COPY_TARIFF = `COPY --from=build /opt/tariff /opt/tariff
`;

const FORECAST = `${COMPILER}RUN g++ -O2 -o forecast forecast.cc

FROM scratch
COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/
COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libm.so.6 \\
  /lib/x86_64-linux-gnu/libgcc_s.so.1 /lib/x86_64-linux-gnu/
`;
const FORECAST_RUN = `COPY --from=build /src/forecast /forecast
ENTRYPOINT ["/forecast"]
`;

const SEAL = `FROM debian:bookworm AS vendor
WORKDIR /vendor
RUN dpkg --add-architecture arm64 && apt-get update && apt-get download libsodium23:amd64 libsodium23:arm64
RUN for cpu in amd64 arm64; do dpkg-deb -x libsodium23_*_$cpu.deb $cpu; done

FROM debian:bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++ libsodium-dev
WORKDIR /src
COPY seal.c .
RUN gcc -o seal seal.c -lsodium

FROM debian:bookworm-slim
ENV LD_LIBRARY_PATH=/opt/sodium/arm64:/opt/sodium/amd64
COPY --from=vendor /vendor/arm64/usr/lib/aarch64-linux-gnu/ /opt/sodium/arm64/
`;
const SEAL_RUN = `COPY --from=build /src/seal /usr/local/bin/seal
CMD ["seal"]
`;

const PLUGIN_FILES = {
  'till.c': `#include <dlfcn.h>
#include <stdio.h>

int main(void) {
  void *plugin = dlopen("/usr/lib/till/vat.so", RTLD_NOW);
  if (!plugin) return fprintf(stderr, "till: %s\\n", dlerror()), 1;
  int (*gross)(int) = (int (*)(int))dlsym(plugin, "gross");
  printf("to pay: %d won\\n", gross(30000));
  return 0;
}
`,
  'vat.c': `#include <math.h>

int gross(int net) { return (int)lround(net * 1.1); }
`,
};
const PLUGIN = `${COMPILER}RUN gcc -o till till.c -ldl && gcc -shared -fPIC -o vat.so vat.c -lm

FROM debian:bookworm-slim
`;

/** Programs whose shared libraries the loader does not find. */
export const NATIVE_PAIRS: readonly HeldPair[] = [
  {
    id: 'runpath-to-a-folder-left-behind',
    traps: ['T24'],
    fault: 'bytes',
    says: 'The RUNPATH of the program leads to /opt/tariff/lib, and only /opt/tariff/bin is copied.',
    evidence: ['libtariff.so.1'],
    breaks: 'start',
    files: TARIFF_FILES,
    broken: { dockerfile: `${LINKED}${RPATH}${RUNTIME}COPY --from=build /opt/tariff/bin /opt/tariff/bin\n${RUN_BILL}` },
    working: { dockerfile: `${LINKED}${RPATH}${RUNTIME}${COPY_TARIFF}${RUN_BILL}` },
    run: { asks: BILL },
  },
  {
    id: 'ld-so-conf-left-in-the-builder',
    traps: ['T24'],
    fault: 'bytes',
    says: "The folder of the library stands in the builder's /etc/ld.so.conf.d only: the final image's cache does not know it.",
    evidence: ['libtariff.so.1'],
    breaks: 'start',
    files: TARIFF_FILES,
    broken: { dockerfile: `${LINKED}\n${CONF}${RUNTIME}${COPY_TARIFF}RUN ldconfig\n${RUN_BILL}` },
    working: { dockerfile: `${LINKED}\n${CONF}${RUNTIME}${COPY_TARIFF}${COPY_CONF}RUN ldconfig\n${RUN_BILL}` },
    run: { asks: BILL },
  },
  {
    id: 'ld-so-conf-without-ldconfig',
    traps: ['T24'],
    fault: 'bytes',
    says: 'The folder stands in /etc/ld.so.conf.d, but the loader reads only the cache, which nobody made anew.',
    evidence: ['libtariff.so.1'],
    breaks: 'start',
    files: TARIFF_FILES,
    broken: { dockerfile: `${LINKED}\n${CONF}${RUNTIME}${COPY_TARIFF}${COPY_CONF}${RUN_BILL}` },
    working: { dockerfile: `${LINKED}\n${CONF}${RUNTIME}${COPY_TARIFF}${COPY_CONF}RUN ldconfig\n${RUN_BILL}` },
    run: { asks: BILL },
  },
  {
    id: 'cxx-program-without-libstdcxx',
    traps: ['T82'],
    fault: 'bytes',
    says: 'The C libraries were copied to scratch by hand, and the C++ library was forgotten.',
    evidence: ['libstdc++.so.6'],
    breaks: 'start',
    files: {
      'forecast.cc': `#include <iostream>
#include <map>
#include <string>

int main() {
  const std::map<std::string, int> degrees{{"Busan", 14}, {"Seoul", 9}};
  for (const auto &[city, value] : degrees) std::cout << city << ": " << value << std::endl;
}
`,
    },
    broken: { dockerfile: FORECAST + FORECAST_RUN },
    working: {
      dockerfile: `${FORECAST}COPY --from=build /usr/lib/x86_64-linux-gnu/libstdc++.so.6 /usr/lib/x86_64-linux-gnu/
${FORECAST_RUN}`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'Seoul: 9' } },
  },
  {
    id: 'library-of-another-architecture',
    traps: ['T24'],
    fault: 'bytes',
    says: 'The only libsodium.so.23 on the search path is for arm64; the loader passes over it, and finds the right one where it is copied too.',
    evidence: ['libsodium.so.23'],
    breaks: 'start',
    files: {
      'seal.c': `#include <sodium.h>
#include <stdio.h>

int main(void) {
  unsigned char digest[32];
  if (sodium_init() < 0) return 1;
  crypto_generichash(digest, sizeof digest, (const unsigned char *)"order 17", 8, NULL, 0);
  printf("sealed with %zu bytes\\n", sizeof digest);
  return 0;
}
`,
    },
    broken: { dockerfile: SEAL + SEAL_RUN },
    working: {
      dockerfile: `${SEAL}COPY --from=vendor /vendor/amd64/usr/lib/x86_64-linux-gnu/ /opt/sodium/amd64/
${SEAL_RUN}`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'sealed with 32 bytes' } },
  },
  {
    id: 'plugin-not-copied',
    traps: ['T24', 'T32'],
    fault: 'bytes',
    says: 'The program opens /usr/lib/till/vat.so when it starts, which no list of needed libraries names, and it is not copied.',
    evidence: ['/usr/lib/till/vat.so'],
    breaks: 'start',
    files: PLUGIN_FILES,
    broken: { dockerfile: `${PLUGIN}COPY --from=build /src/till /usr/bin/till\nCMD ["till"]\n` },
    working: {
      dockerfile: `${PLUGIN}COPY --from=build /src/till /usr/bin/till
COPY --from=build /src/vat.so /usr/lib/till/vat.so
CMD ["till"]
`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'to pay: 33000 won' } },
  },
];
