import { describe, expect, test } from 'vitest';
import type { Composed, Emitted, Sink, SinkMemory } from '../../../src/io/sinks/sink.js';
import type { Saved } from '../../../src/io/state/state-store.js';
import { SinkMemories } from '../../../src/pipelines/sinks/sink-memories.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { placeOf } from '../outbox/kit.js';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.of(...values);
const rows = (...ids: readonly string[]): Emitted[] =>
  ids.map((id) => ({ pipeline: 'p', stream: 's', id, row: {} }));

/** A sink that answers what a test tells it, and remembers what it was given. */
const told = (answers: readonly Composed[], more: Partial<Sink> = {}) => {
  const given: SinkMemory[] = [];
  let turn = 0;
  const sink: Sink = {
    ...memorySink('a', 'there'),
    compose: (_, memory) => {
      given.push({ ...memory, kept: new Map(memory.kept) });
      return answers[turn++] ?? { deliveries: [] };
    },
    ...more,
  };
  return { place: placeOf(sink), given };
};

const savedWith = (saved: unknown, kept: ReadonlyMap<string, number>): Saved => ({
  ...{
    sequence: 1,
    position: undefined,
    remembered: new Map(),
    keyed: {},
    states: {},
    lastDelivery: 0,
    waiting: {},
  },
  sinks: { a: { name: 'a', destination: 'there', saved } },
  kept: { a: kept },
});

describe('what a sink remembers', () => {
  test('is given to it again, and committed with whose it is', () => {
    const { place, given } = told([
      { deliveries: [], saved: 1 },
      { deliveries: [], saved: 2, skipped: 3 },
    ]);
    const memories = new SinkMemories([place], undefined);
    expect(memories.compose(place, rows('x'), 0).skipped).toBe(0);
    expect(memories.save()).toEqual({
      sinks: { a: { name: 'a', destination: 'there', saved: 1 } },
      kept: {},
    });
    expect(memories.compose(place, rows('x'), 0).skipped).toBe(3);
    expect(given.map(({ saved }) => saved)).toEqual([undefined, 1]);
    const after = new SinkMemories([place], savedWith(2, new Map([['k', 5]])));
    after.compose(place, [], 0);
    expect(given.at(-1)).toEqual({ saved: 2, kept: new Map([['k', 5]]) });
  });

  test('of what it holds back is only the sizes, and only the changes are committed', () => {
    const { place, given } = told([
      {
        deliveries: [],
        kept: new Map([
          ['x', bytes(1, 2)],
          ['y', bytes(3)],
        ]),
      },
      {
        deliveries: [],
        kept: new Map([
          ['y', undefined],
          ['z', bytes(4, 5, 6)],
        ]),
      },
      { deliveries: [] },
    ]);
    const memories = new SinkMemories([place], undefined);
    const keptBy = () => {
      memories.compose(place, [], 0);
      return memories.save().kept;
    };
    expect(keptBy()).toEqual({
      a: new Map([
        ['x', bytes(1, 2)],
        ['y', bytes(3)],
      ]),
    });
    expect(keptBy()).toEqual({
      a: new Map([
        ['y', undefined],
        ['z', bytes(4, 5, 6)],
      ]),
    });
    expect(keptBy()).toEqual({});
    expect(given.at(-1)?.kept).toEqual(
      new Map([
        ['x', 2],
        ['z', 3],
      ]),
    );
  });

  test('goes over to a delivery that names it, perhaps at once, and counts as its size', () => {
    const delivery = (id: string, ...pieces: string[]) => ({ id, body: 'body', rows: 1, pieces });
    const { place, given } = told([
      {
        deliveries: [delivery('d1', 'x')],
        kept: new Map([
          ['x', bytes(1, 2)],
          ['y', bytes(3)],
        ]),
      },
      { deliveries: [delivery('d2', 'y')] },
      { deliveries: [] },
    ]);
    const memories = new SinkMemories([place], undefined);
    expect(memories.compose(place, [], 0).deliveries.map(({ bytes }) => bytes)).toEqual([6]);
    // The piece itself is committed all the same: the delivery needs it.
    expect(memories.save().kept).toEqual({
      a: new Map([
        ['x', bytes(1, 2)],
        ['y', bytes(3)],
      ]),
    });
    expect(memories.compose(place, [], 0).deliveries.map(({ bytes }) => bytes)).toEqual([5]);
    memories.compose(place, [], 0);
    expect(given.map(({ kept }) => [...kept.keys()])).toEqual([[], ['y'], []]);
  });

  test('is never named twice, nor before it is held back', () => {
    const delivery = { id: 'd', body: '', rows: 1, pieces: ['x'] };
    const { place } = told([{ deliveries: [delivery] }]);
    expect(() => new SinkMemories([place], undefined).compose(place, [], 0)).toThrow(
      'A delivery of a names the piece "x", which is not kept.',
    );
    const twice = told([{ deliveries: [delivery, delivery], kept: new Map([['x', bytes(1)]]) }]);
    expect(() => new SinkMemories([twice.place], undefined).compose(twice.place, [], 0)).toThrow('not kept');
  });

  test('begins with what the sink makes of it when it looks at its destination; a piece that it leaves out goes', async () => {
    const { place, given } = told([], {
      prepare: async ({ saved, kept }) => ({
        saved: [saved],
        kept: new Map([...kept].filter(([key]) => key !== 'x')),
      }),
    });
    const memories = new SinkMemories(
      [place],
      savedWith(
        'old',
        new Map([
          ['x', 1],
          ['y', 2],
        ]),
      ),
    );
    await memories.prepare();
    memories.compose(place, [], 0);
    expect(given).toEqual([{ saved: ['old'], kept: new Map([['y', 2]]) }]);
    expect(memories.save().kept).toEqual({ a: new Map([['x', undefined]]) });
  });
});
