/** What can be held: a slot, which is a part of the targets, or a seat, which says that a process is there. */
export type LeaseKind = 'slot' | 'seat';

/** One of them. */
export interface LeaseName {
  readonly kind: LeaseKind;
  readonly number: number;
}

/** A row of the table of leases, as it was at one moment of the database's clock. */
export interface Lease extends LeaseName {
  /** Who holds it, or held it last; '': nobody ever has. */
  readonly holder: string;
  /** Milliseconds that it still holds for; not above 0: it is over, since so long. */
  readonly left: number;
  /** What the holder says of what it divides; '': nothing. Holders of one set should say the same. */
  readonly note: string;
}

/** The name of one as a text. */
export const leaseText = ({ kind, number }: LeaseName): string => `${kind} ${number}`;
