#!/usr/bin/env node
import { VERSION } from './version.ts';

// Asked by scripts before every call: it pays for no other module.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  // A line that cannot be written: the disk behind it is full, or nobody reads.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`plimsoll: output-lost: ${code}\n`);
    process.exitCode = 3;
  });
  process.stdout.write(`${VERSION}\n`);
} else await (await import('./main.ts')).main(process);
