/** What is fetched ahead, at most. */
export interface AheadLimits {
  readonly count: number;
  readonly bytes: number;
}

interface Fetching<P, R> {
  readonly part: P;
  readonly bytes: number;
  readonly result: Promise<R>;
}

/**
 * Parts in their order with what is fetched of each, several at once: while one is used the next are on their way. `fetch` never
 * rejects.
 */
export async function* partsAhead<P, R>(
  parts: Iterator<P>,
  bytesOf: (part: P) => number,
  fetch: (part: P) => Promise<R>,
  limits: AheadLimits,
): AsyncGenerator<readonly [part: P, fetched: R], void, undefined> {
  const waiting: Fetching<P, R>[] = [];
  let held = 0;
  let next = parts.next();
  for (;;) {
    while (next.done !== true && waiting.length < limits.count) {
      const part = next.value;
      const bytes = bytesOf(part);
      if (waiting.length > 0 && held + bytes > limits.bytes) break;
      held += bytes;
      waiting.push({ part, bytes, result: fetch(part) });
      next = parts.next();
    }
    const first = waiting.shift();
    if (first === undefined) return;
    yield [first.part, await first.result];
    held -= first.bytes;
  }
}
