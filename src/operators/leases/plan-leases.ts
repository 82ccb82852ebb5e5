import { HASH_BITS, hashValue } from '../measures/hash-value.js';
import type { Lease } from './lease.js';

/** Who asks. */
export interface Claimant {
  /** No two processes have the same, and no process has it twice. */
  readonly holder: string;
  /** What it called itself in its run before, whose leases are its own still; undefined: it knows of none. */
  readonly formerly: string | undefined;
}

/** What a process is to do about the leases of one location. */
export interface LeasePlan {
  /** Those it holds and goes on holding. */
  readonly keep: readonly Lease[];
  /** Those it may try to take: they are over, or its own of an earlier run. */
  readonly take: readonly Lease[];
  /** Those it holds and is to give back. */
  readonly give: readonly Lease[];
}

/**
 * What a process does next, seeing the table of leases. Only what it does not do by itself is left to the database: that what
 * it takes is free still.
 *
 * Whoever is there has a seat, and only with a seat is a slot taken. Each has the same share of the slots, or one more, by the
 * order of the holders; the shares of all come to all slots, so each slot is taken by whoever lacks one, and where each
 * has its share nothing moves any more. More processes than seats: those without one wait for it.
 */
export const planLeases = (table: readonly Lease[], { holder, formerly }: Claimant): LeasePlan => {
  const isMine = (lease: Lease): boolean => lease.holder === holder;
  const isFree = (lease: Lease): boolean =>
    !isMine(lease) && (lease.left <= 0 || (formerly !== undefined && lease.holder === formerly));
  const byNumber = [...table].sort((a, b) => a.number - b.number);
  const seats = byNumber.filter(({ kind }) => kind === 'seat');
  const slots = byNumber.filter(({ kind }) => kind === 'slot');
  const seat = seats.find(isMine);
  if (seat === undefined) {
    // Each begins at another one, so that those who come at once do not all want the same.
    const free = rotated(seats.filter(isFree), hashValue(holder) / 2 ** HASH_BITS);
    return { keep: [], take: ownFirst(free, formerly).slice(0, 1), give: slots.filter(isMine) };
  }
  const holders = [
    ...new Set([holder, ...seats.filter((one) => !isFree(one)).map((one) => one.holder)]),
  ].sort();
  const rank = holders.indexOf(holder);
  const share = Math.floor(slots.length / holders.length) + (rank < slots.length % holders.length ? 1 : 0);
  const mine = slots.filter(isMine);
  const free = rotated(slots.filter(isFree), rank / holders.length);
  return {
    keep: [seat, ...mine.slice(0, share)],
    take: ownFirst(free, formerly).slice(0, Math.max(0, share - mine.length)),
    give: mine.slice(share),
  };
};

const rotated = (leases: readonly Lease[], by: number): readonly Lease[] => {
  const at = Math.floor(by * leases.length);
  return [...leases.slice(at), ...leases.slice(0, at)];
};

/** Those of the earlier run first: nobody needs to begin anew with them. */
const ownFirst = (leases: readonly Lease[], formerly: string | undefined): readonly Lease[] =>
  leases.toSorted((a, b) => Number(b.holder === formerly) - Number(a.holder === formerly));
