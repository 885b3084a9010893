import type { BlockForm } from './block-form.ts';

/** Goes through a file once, from one possible start of a block to the next. */
export interface StartSearch {
  readonly form: BlockForm;
  /** No block starts in the file before. */
  readonly place: number;
  /** One may start there; else it is the end of what was searched. */
  readonly isStart: boolean;
  /** @param held the file's bytes from `heldAt` on. @param isEnd no more will come */
  advance(held: Buffer, heldAt: number, isEnd: boolean): void;
}

/** What was found or searched is remembered: no byte is searched twice, however many starts of other forms stand before it. */
export function searchStarts(form: BlockForm): StartSearch {
  const { magic, alignment, headBytes } = form;
  let place = 0;
  let isStart = false;

  /** @returns the start, or where the search has to go on once there are more bytes */
  function search(held: Buffer, heldAt: number): number {
    for (let from = place - heldAt; ; ) {
      const at = indexOfMagic(held, magic, from);
      if (at < 0) return Math.max(from, held.length - magic.length + 1);
      if (at + headBytes > held.length) return at;
      if ((heldAt + at) % alignment === 0 && form.mayStart(held, at)) {
        isStart = true;
        return at;
      }
      from = at + 1;
    }
  }

  return {
    form,
    get place() {
      return place;
    },
    get isStart() {
      return isStart;
    },
    advance(held, heldAt, isEnd) {
      if (isStart && place >= heldAt) return;
      isStart = false;
      place = Math.max(place, heldAt);
      place = heldAt + search(held, heldAt);
      if (isEnd && !isStart) place = Number.POSITIVE_INFINITY;
    },
  };
}

const NEAR_BYTES = 64;

/** To call the native search costs as much as to look at some dozen bytes: a file full of magics is gone through without it. */
function indexOfMagic(bytes: Buffer, magic: Buffer, from: number): number {
  const near = Math.min(from + NEAR_BYTES, bytes.length - magic.length + 1);
  for (let at = from; at < near; at++) if (startsAt(bytes, magic, at)) return at;
  return near < from + NEAR_BYTES ? -1 : bytes.indexOf(magic, near);
}

function startsAt(bytes: Buffer, magic: Buffer, at: number): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic[i]) return false;
  return true;
}
