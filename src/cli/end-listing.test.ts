import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeTar } from '../image/random-image.ts';
import { openStoredImage } from './compose-stored-image.ts';
import { guessName } from './guess-name.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-listing-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const path = join(dir, 'many.tar');
writeFileSync(path, makeTar(Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}` }))));

/** Aborted when others have their turn, as by a key. */
function soonAborted(): AbortSignal {
  const abort = new AbortController();
  setImmediate(() => abort.abort(new Error('enough')));
  return abort.signal;
}

test('a signal ends the opening of an archive of many members', async () => {
  const opening = openStoredImage({ from: 'docker-archive', path }, { env: {}, signal: soonAborted() });
  await expect(opening).rejects.toThrow('enough');
});

test('and the look at what a name may have been meant for', async () => {
  await expect(guessName('many.tar', dir, soonAborted())).rejects.toThrow('enough');
  expect(await guessName('many.tar', dir, new AbortController().signal)).toBeUndefined();
});
