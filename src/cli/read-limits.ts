import { parseByteSize } from '../config/quantities.ts';
import { INFLATE_LIMITS, type InflateLimits } from '../image/sources/inflate-limits.ts';
import { TAR_LIMITS, type TarLimits } from '../image/tar/tar-limits.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';

/** Published limits, some of them as the user set them. */
export interface ReadLimits {
  readonly tar: TarLimits;
  readonly inflate: InflateLimits;
}

/** Those that an honest image may reach, by the names they are set by. */
const NAMES: ReadonlyMap<string, { readonly of: 'tar' | 'inflate'; readonly key: string }> = new Map([
  ['entries', { of: 'tar', key: 'entries' }],
  ['text-bytes', { of: 'tar', key: 'textBytes' }],
  ['record-bytes', { of: 'tar', key: 'recordBytes' }],
  ['inflated-bytes', { of: 'inflate', key: 'bytes' }],
  ['inflate-ratio', { of: 'inflate', key: 'ratio' }],
]);

/** @param given `entries=10000000`, `inflated-bytes=100GiB` @throws Problem `bad-limit` */
export function readLimits(given: readonly string[] = []): ReadLimits {
  const limits = { tar: { ...TAR_LIMITS }, inflate: { ...INFLATE_LIMITS } };
  for (const text of given) {
    const [name = '', value = ''] = text.split('=', 2);
    const place = NAMES.get(name);
    const number = /^\d{1,15}$/.test(value) ? Number(value) : parseByteSize(value);
    if (place === undefined || number === undefined || number < 1) {
      throw new Problem('usage', 'bad-limit', { text, known: [...NAMES.keys()] });
    }
    Object.assign(limits[place.of], { [place.key]: number });
  }
  return limits;
}

/** A limit that was met is told with the flag that sets it. */
export function withLimitHint(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const of = error.code === 'tar-over-limit' ? 'tar' : error.code === 'inflate-over-limit' ? 'inflate' : undefined;
  const { limit } = error.args as { readonly limit?: string };
  const name = [...NAMES].find(([, place]) => place.of === of && place.key === limit)?.[0];
  if (name === undefined) return error;
  return new Problem(error.kind, error.code, error.args, { hint: message('hint-set-limit', { name }), cause: error });
}
