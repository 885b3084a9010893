/** Some 10 to 50 ms of looking at bytes. */
const TURN_BYTES = 8 << 20;

/**
 * A file that is at hand is read without ever waiting: signals and timers would come in only when all of it is.
 * @returns told of bytes that were read, gives others their turn where it is time for that; it ends with the signal's reason
 */
export function giveTurns(signal?: AbortSignal): (bytes: number) => Promise<void> | undefined {
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < TURN_BYTES) return undefined;
    since = 0;
    return giveTurn(signal);
  };
}

/** @throws the signal's reason */
export async function giveTurn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
