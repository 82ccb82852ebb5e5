import fc from 'fast-check';
import type { TotalsView } from '../../../src/operators/totals/totals.js';

export interface Flow {
  readonly time: number;
  readonly src: string;
  readonly dest: string;
  readonly tx: number;
  readonly rx: number;
  readonly hour: number;
}

export interface Forget {
  readonly time: number;
  readonly forget: number;
}

export type Row = Flow | Forget;

export const OPTIONS = { group: 'hour', by: ['src', 'dest'], sums: ['tx', 'rx'], forget: 'forget' } as const;

/** Everything that a view says, as one plain value. */
export const shown = (view: TotalsView): unknown => ({
  keys: view.keys,
  groups: view.groups.map((group) => ({ ...group, rows: [...view.rows(group.group)] })),
});

interface ModelGroup {
  lastSeen: number;
  changed: number;
  readonly keys: Map<string, { readonly key: readonly string[]; readonly sums: [bigint, bigint] }>;
}

/** What totals must be, by force. */
export class Model {
  readonly #groups = new Map<number, ModelGroup>();
  #counted = 0;

  constructor(private readonly retain = Infinity) {}

  add(row: Row): void {
    if ('forget' in row) {
      this.#groups.delete(row.forget);
      return;
    }
    const { src, dest, hour, time } = row;
    const group = this.#groups.get(hour) ?? { lastSeen: time, changed: 0, keys: new Map() };
    this.#groups.set(hour, group);
    group.lastSeen = Math.max(group.lastSeen, time);
    this.#counted++;
    group.changed = this.#counted;
    const text = JSON.stringify([src, dest]);
    const known = group.keys.get(text) ?? { key: [src, dest], sums: [0n, 0n] };
    group.keys.set(text, known);
    known.sums[0] += BigInt(row.tx);
    known.sums[1] += BigInt(row.rx);
  }

  pass(watermark: number): void {
    if (watermark === Infinity) return;
    for (const [hour, { lastSeen }] of this.#groups) {
      if (lastSeen + this.retain < watermark) this.#groups.delete(hour);
    }
  }

  shown(): unknown {
    const groups = [...this.#groups].sort(([a], [b]) => a - b);
    return {
      keys: groups.reduce((sum, [, { keys }]) => sum + keys.size, 0),
      groups: groups.map(([group, { lastSeen, changed, keys }]) => ({
        group,
        keys: keys.size,
        lastSeen,
        changed,
        rows: [...keys.values()].map(({ key, sums }) => ({ key, sums: sums.map(String) })),
      })),
    };
  }
}

const hostile = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('', 'a', 'b', 'ab', 'bc', 'c', 'a,b', '__proto__', 'constructor') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '\u0000',
      '\u0000\u0000',
      'a\u0000',
      '\ud800',
      '\udc00',
      '\ud800\udc00',
      '\u0100',
      'ÿ',
      '\uffff',
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('x', 'é', '☃').map((one) => one.repeat(70)) },
);

const amount = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.maxSafeNat(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 2 ** 52, 2 ** 52 + 1, 0, -0),
);

const hour = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER) },
);

const time = fc.integer({ min: 0, max: 30_000 });

export const flow: fc.Arbitrary<Flow> = fc.record(
  { time, src: hostile, dest: hostile, tx: amount, rx: amount, hour },
  { noNullPrototype: true },
);

export const row: fc.Arbitrary<Row> = fc.oneof(
  { weight: 12, arbitrary: flow },
  { weight: 1, arbitrary: fc.record({ time, forget: hour }, { noNullPrototype: true }) },
);
