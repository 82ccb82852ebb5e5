import { HASH_BITS, hashValue } from '../measures/hash-value.js';

/** Parts that the targets of a location are divided into. It can be divided evenly among two to six processes. */
export const SLOTS = 60;

/**
 * The part that a target falls into, by the name of its group or else its own. It is another hash than that of its place in the
 * interval: with the same, each process would have its targets one after the other, and then none.
 */
export const slotOf = ({
  name,
  group,
}: {
  readonly name: string;
  readonly group?: string | undefined;
}): number => Math.floor((hashValue(`slot of ${group ?? name}`) / 2 ** HASH_BITS) * SLOTS);
