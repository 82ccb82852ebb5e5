import fc from 'fast-check';
import type { Fate } from '../../support/object-store/memory-object-store.js';

export const SETTLE = 1000;
export const NAMES = ['a', 'b', 'c', 'd'] as const;
/** Bytes up to which a file goes in one request. */
export const SMALL = 20;

/** What a program does with a file, at once. */
export type Touch =
  | {
      readonly do: 'write' | 'append' | 'truncate' | 'replace';
      readonly file: number;
      readonly length: number;
    }
  | { readonly do: 'rename'; readonly file: number; readonly to: number }
  /** The time of its content, from now. */
  | { readonly do: 'date'; readonly file: number; readonly by: number }
  /** Somebody else puts something where it is to go. */
  | { readonly do: 'foreign'; readonly file: number };

export type ShipStep =
  | Touch
  | { readonly do: 'pass'; readonly time: number }
  /** The process dies now, or at a point that is so many points away; the clock of the next one is another. */
  /** After so many more points, or so many of that name; at 0 at once. */
  | { readonly do: 'crash'; readonly in: number; readonly at?: string; readonly clock: number }
  | { readonly do: 'hold' | 'release' }
  /** It is touched after so many more points: in the middle of whatever is done then. */
  | { readonly do: 'meanwhile'; readonly in: number; readonly touch: Touch }
  /** It is changed while it is being sent. */
  | { readonly do: 'while sent'; readonly touch: Touch }
  /** It is written for longer than it takes to settle, and never rests for so long. */
  | { readonly do: 'grow'; readonly file: number; readonly times: number; readonly gap: number }
  /** A file a minute. */
  | { readonly do: 'minutes'; readonly count: number }
  | { readonly do: 'fates'; readonly fates: readonly Fate[] };

export interface ShipStory {
  readonly concurrency: number;
  readonly after: 'delete' | 'move';
  /** What the store is like. */
  readonly store: 'usual' | 'ignores conditions' | 'says no sums' | 'lies';
  readonly steps: readonly ShipStep[];
}

const file = fc.nat(NAMES.length - 1);
const length = fc.nat(40);
const touch: fc.Arbitrary<Touch> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('write', 'append', 'truncate', 'replace'), file, length }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), file, to: file }) },
  fc.record({ do: fc.constant('date' as const), file, by: fc.constantFrom(-1e9, -500, 500, 1e9) }),
  fc.record({ do: fc.constant('foreign' as const), file }),
);

const usualFates = [
  'fine',
  'fine',
  'failed',
  'lost',
  'spoilt',
  'slow-down',
  'conflict',
  'denied',
  'precondition',
] as const;

const stepWith = (fates: readonly Fate[]): fc.Arbitrary<ShipStep> =>
  fc.oneof(
    { weight: 4, arbitrary: touch },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        time: fc.constantFrom(100, SETTLE, 3 * SETTLE, 3 * SETTLE),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('crash' as const),
        in: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
        clock: fc.constantFrom(0, 0, 0, 3_600_000, -3_600_000),
      }),
    },
    fc.record({ do: fc.constantFrom('hold' as const, 'release' as const) }),
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('meanwhile' as const),
        in: fc.integer({ min: 1, max: 30 }),
        touch,
      }),
    },
    fc.record({ do: fc.constant('while sent' as const), touch }),
    fc.record({
      do: fc.constant('grow' as const),
      file,
      times: fc.integer({ min: 3, max: 12 }),
      gap: fc.constantFrom(300, 600, 800),
    }),
    fc.record({ do: fc.constant('minutes' as const), count: fc.integer({ min: 1, max: 2 }) }),
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('fates' as const),
        fates: fc.array(fc.constantFrom(...fates), { maxLength: 5 }),
      }),
    },
  );

const storyOf = (store: ShipStory['store'], fates: readonly Fate[]): fc.Arbitrary<ShipStory> =>
  fc.record({
    concurrency: fc.constantFrom(1, 2, 8),
    after: fc.constantFrom('delete', 'delete', 'move'),
    store: fc.constant(store),
    steps: fc.array(stepWith(fates), { maxLength: 25, size: 'max' }),
  });

export const shipStory: fc.Arbitrary<ShipStory> = fc.oneof(
  { weight: 5, arbitrary: storyOf('usual', usualFates) },
  storyOf('ignores conditions', usualFates),
  storyOf('says no sums', usualFates),
  // Only who reads back what is there finds that out.
  storyOf('lies', [...usualFates, 'lied', 'lied']),
);
