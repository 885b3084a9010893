import { expect, test } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import type { ValidationRecord } from '../record/validation.ts';
import { renderDifference } from './render-difference.ts';
import { renderValidation } from './render-validation.ts';

/** A name that is broken where the colour ends. */
const NAMES = Array.from({ length: 40 }, (_, i) => 'x'.repeat(i + 1));
const OPTIONS = { language: createLanguage('en'), width: 20, color: true };
const ESCAPES = /\x1b\[\d+m/g;

function validation(name: string): string {
  const record: ValidationRecord = {
    ...{ schema: 'plimsoll.dev/validate/1', faults: [], notes: [] },
    image: { name },
    isValid: false,
  };
  return renderValidation(record, OPTIONS);
}

function difference(name: string): string {
  const image = {
    name,
    digest: `sha256:${'0'.repeat(64)}`,
    configDigest: `sha256:${'0'.repeat(64)}`,
    unpackedBytes: 0,
  };
  const layers = { shared: 0, before: 0, after: 0, sharedBytes: 0 };
  const nothing = { paths: [], packages: [], config: [], privileges: [] };
  const record = {
    images: [image, image] as [typeof image, typeof image],
    isSame: true,
    timesOnly: 0,
    bytesDelta: 0,
    layers,
    ...nothing,
  };
  return renderDifference({ schema: 'plimsoll.dev/diff/1', ...record }, OPTIONS);
}

test.each([
  ['validate', validation],
  ['diff', difference],
] as const)('%s: a title that is broken into lines breaks no escape sequence', (_, render) => {
  for (const name of NAMES) expect(render(name).replace(ESCAPES, '')).not.toContain('\x1b');
});
