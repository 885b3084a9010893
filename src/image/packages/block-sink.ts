import type { ContentSink } from '../contract.ts';
import { isElf } from '../elf-source.ts';
import { type BlockForm, type BlockWork, BYTES_PER_START } from './block-form.ts';
import type { PackageRecord } from './contract.ts';
import { type StartSearch, searchStarts } from './search-starts.ts';

const ELF_BYTES = 4;

/**
 * Looks for the first block of any of the forms in a program while it passes. Cost: a search over the bytes of ELF files, once for each
 * form, and what `work` allows; nothing for other files. Memory: one block.
 * @param keep is given undefined where the search was given up
 */
export function blockSink(
  forms: readonly BlockForm[],
  work: BlockWork,
  keep: (packages: readonly PackageRecord[] | undefined) => void,
): ContentSink {
  /** Not yet searched, or from a block's start on. */
  let held: Buffer = Buffer.alloc(0);
  /** What came behind it; joined only once it is enough. */
  let behind: Buffer[] = [];
  let behindBytes = 0;
  let wantedBytes = ELF_BYTES;
  /** Where `held` starts in the file. */
  let heldAt = 0;
  let state: 'start' | 'searching' | 'done' = 'start';
  let block: BlockForm | undefined;
  const searches = forms.map(searchStarts);

  function proceed(isEnd: boolean): void {
    for (let form = block ?? findStart(isEnd); form !== undefined; form = findStart(isEnd)) {
      const isWhole = isEnd || held.length >= form.mostBytes;
      const content = form.parse(held, isWhole, work);
      if (content.is === 'more' && !isWhole) {
        block = form;
        wantedBytes = Math.min(form.mostBytes, Math.max(content.bytes, held.length + 1));
        return;
      }
      block = undefined;
      if (content.is === 'packages' || content.is === 'given-up') {
        keep(content.is === 'packages' ? content.packages : undefined);
        finish();
        return;
      }
      drop(1);
    }
    wantedBytes = held.length + 1;
  }

  /** Drops what is in front of the next start. */
  function findStart(isEnd: boolean): BlockForm | undefined {
    for (const search of searches) search.advance(held, heldAt, isEnd);
    const first = searches.reduce((a: StartSearch, b) => (b.place < a.place ? b : a));
    drop(Math.min(held.length, first.place - heldAt));
    return first.isStart ? first.form : undefined;
  }

  function drop(bytes: number): void {
    held = held.subarray(bytes);
    heldAt += bytes;
  }

  function finish(): void {
    state = 'done';
    held = Buffer.alloc(0);
    behind = [];
  }

  return {
    write(chunk) {
      if (state === 'done') return;
      work.starts += chunk.length / BYTES_PER_START;
      if (held.length + behindBytes + chunk.length < wantedBytes) {
        behind.push(Buffer.from(chunk));
        behindBytes += chunk.length;
        return;
      }
      held = Buffer.concat([held, ...behind, chunk]);
      behind = [];
      behindBytes = 0;
      if (state === 'start') state = isElf(held) ? 'searching' : 'done';
      if (state === 'searching') proceed(false);
      if (state === 'done') finish();
      // What is left of what was searched must not keep the memory around it.
      else if (held.length < held.buffer.byteLength / 2) held = Buffer.from(held);
    },
    end() {
      if (state !== 'searching') return;
      held = Buffer.concat([held, ...behind]);
      proceed(true);
      finish();
    },
  };
}
