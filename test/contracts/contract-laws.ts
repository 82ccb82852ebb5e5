import { it } from 'vitest';

/** A law of a contract that does not apply to one kind, and why. */
export interface Exception {
  readonly test: string;
  readonly reason: string;
}

/** Milliseconds after which a law that waits in vain has failed. */
const LIMIT = 10_000;

/** Registers the laws of one contract, all but the exceptions. Refuses an exception that names no law: it would hide nothing and nobody would notice. */
export const contractLaws = (
  laws: Readonly<Record<string, () => Promise<void>>>,
  skip: readonly Exception[] = [],
): void => {
  for (const { test, reason } of skip) {
    if (!Object.hasOwn(laws, test)) throw new Error(`There is no law "${test}" to make an exception from.`);
    if (reason === '') throw new Error(`The exception from "${test}" needs a reason.`);
  }
  const excepted = new Set(skip.map(({ test }) => test));
  for (const [name, body] of Object.entries(laws)) {
    if (!excepted.has(name)) it(name, body, LIMIT);
  }
};
