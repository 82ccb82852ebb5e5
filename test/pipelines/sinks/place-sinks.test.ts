import { describe, expect, test } from 'vitest';
import type { Sink } from '../../../src/io/sinks/sink.js';
import type { Saved } from '../../../src/io/state/state-store.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { placeSinks } from '../../../src/pipelines/sinks/place-sinks.js';
import { recordOf } from '../../../src/pipelines/sinks/sink-record.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { scripted } from '../scripted.js';

const usual = { deliveries: 64, rows: 4000 };

const specOf = (...sinks: readonly Sink[]) => pipeline('p').from(scripted([])).stream('s', [], sinks).spec();

const place = (saved: Saved | undefined, ...sinks: readonly Sink[]) =>
  placeSinks(specOf(...sinks), saved, { usual, remembers: true }).map(({ key, name, destination }) => [
    key,
    name,
    destination,
  ]);

interface Known {
  readonly name?: string;
  readonly destination?: string;
  readonly waiting?: number;
  readonly held?: number;
  readonly kept?: number;
}

/** A state with these sinks, by key; one without a name and a destination is of the form in which they had no others. */
const savedWith = (sinks: Readonly<Record<string, Known>>): Saved => {
  const map = <T>(of: (known: Known, key: string) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      Object.entries(sinks).flatMap(([key, known]) => {
        const value = of(known, key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  return {
    sequence: 1,
    position: undefined,
    remembered: new Map(),
    keyed: {},
    states: {
      balance: {
        ...{ lines: 0, rows: 0, held: 0, rejected: {}, streams: [] },
        sinks: Object.entries(sinks).map(([key, { name, destination, held = 0 }]) => ({
          ...(name === undefined ? { name: key } : { key, name, destination }),
          ...{ emitted: 10 + held, skipped: 0, composed: 10, stored: 10, dead: 0 },
        })),
      },
    },
    sinks: map(({ name, destination }, key) =>
      name === undefined || destination === undefined
        ? { memory: key }
        : recordOf({ name, destination } as Parameters<typeof recordOf>[0], { memory: key }),
    ),
    kept: map(({ kept }) => (kept === undefined ? undefined : new Map([['piece', kept]]))),
    lastDelivery: 7,
    waiting: map(({ waiting }) =>
      waiting === undefined ? undefined : { deliveries: waiting, rows: waiting * 5, bytes: 10, oldest: 0 },
    ),
  };
};

const OLD = 'http https://hooks.example #1';
const NEW = 'http https://hooks.example #2';

describe('memory and deliveries belong to a name and a destination', () => {
  test('a sink that the state does not know has its name as its key', () => {
    expect(place(undefined, memorySink('chat', OLD), memorySink('file /x'))).toEqual([
      ['chat', 'chat', OLD],
      ['file /x', 'file /x', 'file /x'],
    ]);
  });

  test('a sink that has them in the state keeps its key, whatever it is', () => {
    const saved = savedWith({ 'chat 7': { name: 'chat', destination: OLD, waiting: 3 } });
    expect(place(saved, memorySink('chat', OLD))).toEqual([['chat 7', 'chat', OLD]]);
  });

  test('two sinks with one name are told apart by a number, and keep what is theirs whatever their order', () => {
    const saved = savedWith({
      a: { name: 'chat', destination: OLD, waiting: 1 },
      b: { name: 'chat 2', destination: NEW, waiting: 1 },
    });
    expect(place(saved, memorySink('chat', OLD), memorySink('chat', NEW))).toEqual([
      ['a', 'chat', OLD],
      ['b', 'chat 2', NEW],
    ]);
    expect(place(saved, memorySink('chat', NEW), memorySink('chat', OLD))).toEqual([
      ['b', 'chat', NEW],
      ['a', 'chat 2', OLD],
    ]);
  });

  test('what waits for a destination goes on under another name: it still arrives where it was meant to', () => {
    const saved = savedWith({ chat: { name: 'chat', destination: OLD, waiting: 3 } });
    expect(place(saved, memorySink('pager', OLD))).toEqual([['chat', 'pager', OLD]]);
    // Where one of two has the name as well, it is that one.
    expect(place(saved, memorySink('pager', OLD), memorySink('chat', OLD))).toEqual([
      ['pager', 'pager', OLD],
      ['chat', 'chat', OLD],
    ]);
  });

  test.each<[string, Known, string]>([
    ['a delivery waits', { waiting: 1 }, '1 delivery (5 rows)'],
    ['deliveries wait', { waiting: 3 }, '3 deliveries (15 rows)'],
    ['rows are held back', { held: 1 }, '1 row held back'],
    ['pieces are held back', { kept: 9 }, '1 piece held back'],
    [
      'all of that',
      { waiting: 1, held: 2, kept: 1 },
      '1 delivery (5 rows), 2 rows held back, 1 piece held back',
    ],
  ])('a destination that has changed while %s is refused, and both are named', (_, known, what) => {
    const saved = savedWith({ k: { name: 'chat', destination: OLD, ...known } });
    expect(() => place(saved, memorySink('chat', NEW))).toThrow(
      expect.objectContaining({
        code: 'bad-options',
        message: `The state holds ${what} for chat at ${OLD}, and chat writes to ${NEW} now. Put the old destination back until they are stored, or start with another state directory.`,
      }),
    );
  });

  test('a destination that has changed with nothing left for the old one begins afresh, under a key of its own', () => {
    const saved = savedWith({ chat: { name: 'chat', destination: OLD } });
    expect(place(saved, memorySink('chat', NEW))).toEqual([['chat 2', 'chat', NEW]]);
  });

  test('what waits for a sink that is not there any more is refused', () => {
    const saved = savedWith({ k: { name: 'chat', destination: OLD, waiting: 1 } });
    expect(() => place(saved, memorySink('other'))).toThrow(
      `The state holds 1 delivery (5 rows) for chat (${OLD}), which is no sink of this pipeline any more.`,
    );
    expect(place(savedWith({ k: { name: 'chat', destination: OLD } }), memorySink('other'))).toHaveLength(1);
  });

  test('names may be words that objects have', () => {
    expect(place(savedWith({}), memorySink('__proto__'), memorySink('constructor'))).toEqual([
      ['__proto__', '__proto__', '__proto__'],
      ['constructor', 'constructor', 'constructor'],
    ]);
  });
});

describe('a state in which the key of a sink was its destination', () => {
  test('is taken over where the destination fits, by a sink of any name', () => {
    const saved = savedWith({ [OLD]: { waiting: 3 } });
    expect(place(saved, memorySink('chat', OLD))).toEqual([[OLD, 'chat', OLD]]);
    expect(place(saved, memorySink(OLD))).toEqual([[OLD, OLD, OLD]]);
  });

  test('is taken over by sinks with one destination in their order, as it was written', () => {
    const saved = savedWith({ stdout: { waiting: 1 }, 'stdout 2': { waiting: 2 } });
    expect(place(saved, memorySink('text', 'stdout'), memorySink('json', 'stdout'))).toEqual([
      ['stdout', 'text', 'stdout'],
      ['stdout 2', 'json', 'stdout'],
    ]);
  });

  test('is refused where something waits for a destination that no sink has', () => {
    expect(() => place(savedWith({ [OLD]: { waiting: 1 } }), memorySink('chat', NEW))).toThrow(
      `The state holds 1 delivery (5 rows) for ${OLD}, which is no sink of this pipeline any more.`,
    );
    expect(() => place(savedWith({ [OLD]: { held: 4 } }), memorySink('chat', NEW))).toThrow(
      '4 rows held back',
    );
    expect(place(savedWith({ [OLD]: {} }), memorySink('chat', NEW))).toEqual([['chat', 'chat', NEW]]);
  });
});
