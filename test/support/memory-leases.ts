import type { Claim, LeaseStore } from '../../src/io/leases/lease-store.js';
import { type Lease, type LeaseName, leaseText } from '../../src/operators/leases/lease.js';
import { SLOTS } from '../../src/operators/leases/slot-of.js';

interface Row extends LeaseName {
  holder: string;
  note: string;
  expires: number;
}

/** A table of leases in memory, that does what the statements do; `now` is the clock of its database. */
export class MemoryLeases {
  readonly rows: readonly Row[];
  /** Who has held each slot, and from when to when, as the table has it. */
  readonly spans: { readonly slot: number; readonly holder: string; readonly from: number; to: number }[] =
    [];

  constructor(
    readonly now: () => number,
    slots: number = SLOTS,
    seats: number = SLOTS,
  ) {
    const start = now();
    const make = (kind: Row['kind'], count: number): Row[] =>
      Array.from({ length: count }, (_, number) => ({ kind, number, holder: '', note: '', expires: start }));
    this.rows = [...make('slot', slots), ...make('seat', seats)];
  }

  look(): readonly Lease[] {
    return this.rows.map(({ kind, number, holder, note, expires }) => ({
      kind,
      number,
      holder,
      note,
      left: expires - this.now(),
    }));
  }

  hold(seen: readonly Lease[], { holder, note, formerly, milliseconds }: Claim): readonly LeaseName[] {
    const now = this.now();
    return seen.filter((one) => {
      const row = this.#row(one);
      const mayBe = row.expires <= now || row.holder === holder || row.holder === formerly;
      if (row.holder !== one.holder || !mayBe) return false;
      if (row.kind === 'slot') this.#note(row, holder, now + milliseconds);
      row.holder = holder;
      row.note = note;
      row.expires = now + milliseconds;
      return true;
    });
  }

  give(leases: readonly LeaseName[], holder: string): void {
    for (const one of leases) {
      const row = this.#row(one);
      if (row.holder !== holder || row.expires < this.now()) continue;
      row.expires = this.now();
      const span = this.spans.findLast(({ slot }) => slot === row.number);
      if (row.kind === 'slot' && span !== undefined) span.to = row.expires;
    }
  }

  /** As one process sees it; `reach` rejects where it cannot. */
  store(reach: () => Promise<void> = async () => undefined): LeaseStore {
    return {
      look: async () => {
        await reach();
        return this.look();
      },
      hold: async (seen, claim) => {
        await reach();
        return this.hold(seen, claim);
      },
      give: async (leases, holder) => {
        await reach();
        this.give(leases, holder);
      },
      close: async () => undefined,
    };
  }

  /** How many slots each holds now. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { kind, holder, expires } of this.rows)
      if (kind === 'slot' && expires > this.now()) counts.set(holder, (counts.get(holder) ?? 0) + 1);
    return counts;
  }

  #note({ number, holder: before, expires }: Row, holder: string, to: number): void {
    const span = this.spans.findLast(({ slot }) => slot === number);
    if (span !== undefined && before === holder && expires >= this.now()) {
      span.to = to;
      return;
    }
    if (span !== undefined) span.to = Math.min(span.to, this.now());
    this.spans.push({ slot: number, holder, from: this.now(), to });
  }

  #row(one: LeaseName): Row {
    const row = this.rows.find((row) => leaseText(row) === leaseText(one));
    if (row === undefined) throw new Error(`There is no ${leaseText(one)}.`);
    return row;
  }
}
