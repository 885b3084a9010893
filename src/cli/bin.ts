#!/usr/bin/env node
import { VERSION } from './version.ts';

// Asked by scripts before every call: it pays for no other module.
if (process.argv.length === 3 && process.argv[2] === '--version') process.stdout.write(`${VERSION}\n`);
else await (await import('./main.ts')).main(process);
