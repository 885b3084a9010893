/** A stage with a compiler, and the context in /src. */
export const COMPILER = `FROM debian:bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++
WORKDIR /src
COPY . .
`;

/** The program `bill`, and two releases of the library that it is linked to. */
export const TARIFF_FILES = {
  'bill.c': `#include <stdio.h>
#include "tariff.h"

int main(void) {
  printf("bill: %d won\\n", tariff_day(30) + tariff_night(50));
  return 0;
}
`,
  'tariff.h': `int tariff_day(int kwh);
int tariff_night(int kwh);
`,
  'tariff-1.0.c': `int tariff_day(int kwh) { return kwh * 120; }
`,
  'tariff-1.0.map': `TARIFF_1.0 { global: tariff_day; local: *; };
`,
  'tariff-1.1.c': `int tariff_day(int kwh) { return kwh * 120; }
int tariff_night(int kwh) { return kwh * 80; }
`,
  'tariff-1.1.map': `TARIFF_1.0 { global: tariff_day; local: *; };
TARIFF_1.1 { global: tariff_night; } TARIFF_1.0;
`,
} as const;

/** What `bill` prints. */
export const BILL = { is: 'program', exitCode: 0, prints: 'bill: 7600 won' } as const;
