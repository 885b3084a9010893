import type { HeldPair } from './contract.ts';
import { BILL, COMPILER, TARIFF_FILES } from './kit/tariff.ts';

const NEWER = `FROM debian:bookworm AS build
RUN sed -i 's/bookworm/trixie/g' /etc/apt/sources.list.d/*.sources
`;
const SAME = `FROM debian:bookworm AS build
`;
const PARSE = `RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
WORKDIR /src
COPY seats.c .
RUN gcc -D_GNU_SOURCE -o seats seats.c

FROM debian:bookworm-slim
COPY --from=build /src/seats /usr/local/bin/seats
CMD ["seats", "180", "41"]
`;

const BOTH_RELEASES = `${COMPILER}RUN for release in 1.0 1.1; do mkdir $release \\
 && gcc -shared -fPIC -Wl,-soname,libtariff.so.1`;
const BILL_OF_NEWER = ` -o $release/libtariff.so.1 tariff-$release.c; done \\
 && gcc -o bill bill.c 1.1/libtariff.so.1

FROM debian:bookworm-slim
COPY --from=build /src/bill /usr/local/bin/
`;
const VERSIONED = `${BOTH_RELEASES},--version-script=tariff-$release.map${BILL_OF_NEWER}`;
const UNVERSIONED = BOTH_RELEASES + BILL_OF_NEWER;

function runWith(release: string): string {
  return `COPY --from=build /src/${release}/libtariff.so.1 /usr/local/lib/
RUN ldconfig
CMD ["bill"]
`;
}

const LABEL = `${COMPILER}RUN gcc -o label label.c

FROM scratch
COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/
COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/
`;
const LABEL_RUN = `COPY --from=build /src/label /label
ENTRYPOINT ["/label"]
`;

const FREEZE = `FROM python:3.11 AS build
WORKDIR /build
RUN pip install --no-cache-dir pyinstaller==6.10.0
COPY stock.py .
RUN pyinstaller --onefile stock.py
`;
const FREEZE_COPY = `COPY --from=build /build/dist/stock /stock
`;
const FREEZE_RUN = `ENTRYPOINT ["/stock"]
`;
const FREEZE_LIBS = `
FROM scratch
COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/
COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libdl.so.2 /lib/x86_64-linux-gnu/libm.so.6 \\
  /lib/x86_64-linux-gnu/libpthread.so.0 /lib/x86_64-linux-gnu/libz.so.1 /lib/x86_64-linux-gnu/
`;
const STOCK = {
  'stock.py': `import json

print("left:", sum(json.loads('{"apple": 12, "pear": 7}').values()))
`,
};

/** Programs and the C library they were made for. */
export const GLIBC_PAIRS: readonly HeldPair[] = [
  {
    id: 'glibc-newer-in-the-builder',
    traps: ['T26'],
    fault: 'bytes',
    says: 'The builder has the C library of the next Debian: the program needs GLIBC_2.38, and bookworm has 2.36.',
    evidence: ['GLIBC_2.38'],
    breaks: 'start',
    files: {
      'seats.c': `#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  printf("free seats: %ld\\n", strtol(argv[1], NULL, 10) - strtol(argv[2], NULL, 10));
  return 0;
}
`,
    },
    broken: { dockerfile: NEWER + PARSE },
    working: { dockerfile: SAME + PARSE },
    run: { asks: { is: 'program', exitCode: 0, prints: 'free seats: 139' } },
  },
  {
    id: 'symbol-version-newer-than-the-library',
    traps: ['T26'],
    fault: 'bytes',
    says: 'The program needs TARIFF_1.1 of libtariff.so.1, and the final image has the release before.',
    evidence: ['TARIFF_1.1'],
    breaks: 'start',
    files: TARIFF_FILES,
    broken: { dockerfile: VERSIONED + runWith('1.0') },
    working: { dockerfile: VERSIONED + runWith('1.1') },
    run: { asks: BILL },
  },
  {
    id: 'symbol-not-in-the-older-library',
    traps: ['T26'],
    fault: 'bytes',
    says: 'No version is named, so the loader takes the older release of the library, which has no tariff_night.',
    evidence: ['tariff_night'],
    breaks: 'start',
    files: TARIFF_FILES,
    broken: { dockerfile: UNVERSIONED + runWith('1.0') },
    working: { dockerfile: UNVERSIONED + runWith('1.1') },
    run: { asks: BILL },
  },
  {
    id: 'iconv-without-gconv-modules',
    traps: ['T19', 'T32'],
    fault: 'bytes',
    says: 'The program converts from EUC-KR with iconv, whose modules lie in the gconv folder and not in libc.so.6.',
    evidence: ['gconv'],
    breaks: 'start',
    files: {
      'label.c': `#include <iconv.h>
#include <stdio.h>

int main(void) {
  char name[] = "\\xbc\\xad\\xbf\\xef", text[16] = "", *in = name, *out = text;
  size_t left = sizeof name - 1, room = sizeof text - 1;
  iconv_t codec = iconv_open("UTF-8", "EUC-KR");
  if (codec == (iconv_t)-1) return perror("label: EUC-KR"), 1;
  iconv(codec, &in, &left, &out, &room);
  printf("to: %s\\n", text);
  return left != 0;
}
`,
    },
    broken: { dockerfile: LABEL + LABEL_RUN },
    working: {
      dockerfile: `${LABEL}COPY --from=build /usr/lib/x86_64-linux-gnu/gconv /usr/lib/x86_64-linux-gnu/gconv
${LABEL_RUN}`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'to: 서울' } },
  },
  {
    id: 'pyinstaller-onefile-on-scratch',
    traps: ['T24'],
    fault: 'bytes',
    says: 'The one-file program is linked to the C library and names its loader; scratch has neither.',
    evidence: ['/lib64/ld-linux-x86-64.so.2'],
    breaks: 'start',
    files: STOCK,
    broken: { dockerfile: `${FREEZE}\nFROM scratch\n${FREEZE_COPY}${FREEZE_RUN}` },
    working: { dockerfile: `${FREEZE}\nFROM debian:bookworm-slim\n${FREEZE_COPY}${FREEZE_RUN}` },
    run: { asks: { is: 'program', exitCode: 0, prints: 'left: 19' } },
  },
  {
    id: 'pyinstaller-onefile-without-tmp',
    traps: ['T24', 'T15'],
    fault: 'bytes',
    says: 'Loader and libraries are there, but the one-file program unpacks itself to /tmp, which scratch does not have.',
    evidence: ['/tmp'],
    breaks: 'start',
    files: STOCK,
    broken: { dockerfile: `${FREEZE}${FREEZE_LIBS}${FREEZE_COPY}USER 10001\n${FREEZE_RUN}` },
    working: {
      dockerfile: `${FREEZE}RUN mkdir -p /rootfs && mkdir -m 1777 /rootfs/tmp
${FREEZE_LIBS}COPY --from=build /rootfs /
${FREEZE_COPY}USER 10001
${FREEZE_RUN}`,
    },
    run: { asks: { is: 'program', exitCode: 0, prints: 'left: 19' } },
  },
];
