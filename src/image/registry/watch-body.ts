import { Problem } from '../../model/problem.ts';
import type { RegistryResponse } from './contract.ts';

/** Less than so many bytes in so long a time of waiting is as good as nothing. */
export const SLOWEST = { bytes: 20 << 10, inMs: 20_000 } as const;

/**
 * The body of an answer, its faults told as ours. Only waiting for the registry is timed, not what the reader does meanwhile.
 * @throws Problem `registry-too-slow`, `registry-unreachable`
 */
export async function* watchBody(
  response: RegistryResponse,
  {
    host,
    now,
    signal,
  }: { readonly host: string; readonly now: () => number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const iterator = response.body[Symbol.asyncIterator]();
  let waitedMs = 0;
  let bytes = 0;
  try {
    for (;;) {
      const asked = now();
      const next = await iterator.next().catch((cause: unknown) => {
        signal?.throwIfAborted();
        throw networkProblem(host, cause);
      });
      if (next.done === true) return;
      waitedMs += now() - asked;
      bytes += next.value.length;
      if (waitedMs > SLOWEST.inMs) {
        if (bytes < SLOWEST.bytes) throw new Problem('world', 'registry-too-slow', { host });
        waitedMs = 0;
        bytes = 0;
      }
      yield next.value;
    }
  } finally {
    response.close();
  }
}

/** What the network says as one of our problems. @param cause an error of node; `ETIMEDOUT` where nothing came */
export function networkProblem(host: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const { code, message } =
    cause instanceof Error ? (cause as NodeJS.ErrnoException) : { code: '', message: String(cause) };
  if (code === 'ETIMEDOUT') return new Problem('world', 'registry-too-slow', { host }, { cause });
  return new Problem('world', 'registry-unreachable', { host, reason: message }, { cause });
}
