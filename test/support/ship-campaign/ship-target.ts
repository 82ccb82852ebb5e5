/** Where a campaign ships to, and what it may look at there. */
export interface ShipTarget {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Puts something of somebody else's there. */
  put(key: string, body: Buffer): Promise<void>;
  read(key: string): Promise<Buffer | undefined>;
  /** What goes wrong in the next life; undefined: the last one. */
  disturb(random: (() => number) | undefined): void;
  /** Of what it is sent next it keeps other bytes, and says so; a store that cannot be made to does nothing. */
  spoil(): void;
  /** Requests that have come so far, and those of them that were answered. */
  readonly asked: number;
  readonly answered: number;
  /** The key of the last file whose request was turned away for now, and that is still to come; undefined: there is none. */
  turnedAway(): string | undefined;
  /** Requests that nobody may send, in words. */
  faults(): readonly string[];
}
