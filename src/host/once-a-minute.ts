import type { TidemarkError } from '../operators/tidemark-error.js';

/** Failures that are waited out are warnedAt when they begin, and once a minute while they last. */
export function onceAMinute(warn: (message: string) => void): (error: TidemarkError) => void {
  const warnedAt = new Map<string, number>();
  return ({ message }) => {
    const now = performance.now();
    if (now - (warnedAt.get(message) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    warnedAt.set(message, now);
    warn(`${message} Trying again.`);
  };
}
