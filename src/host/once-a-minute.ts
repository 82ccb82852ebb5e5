import type { TidemarkError } from '../operators/tidemark-error.js';

/** Failures that are waited out are said when they begin, and once a minute while they last. */
export function onceAMinute(say: (message: string) => void): (error: TidemarkError) => void {
  const said = new Map<string, number>();
  return ({ message }) => {
    const now = performance.now();
    if (now - (said.get(message) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    said.set(message, now);
    say(`${message} Trying again.`);
  };
}
