import { describe, expect, test } from 'vitest';
import type { Delivery, Refused, Sink } from '../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, entry, never, outboxOver, placeOf, refusing } from './kit.js';

/** A sink that refuses these rows of every delivery. */
const picky = (...refused: readonly Refused[]): Sink => ({
  ...memorySink('chat', 'http https://hooks.example'),
  guarantee: 'at least once',
  write: async () => ({ refused }),
});

const row = (place: number, why = 'too long'): Refused => ({ row: place, why, body: { at: place } });
const letters = { deadLetters: [memorySink('dead')] };

describe('rows that a sink refuses one by one', () => {
  test('are counted, and the others of the delivery are stored', async () => {
    const { outbox, runningBalance, done } = outboxOver([placeOf(picky(row(0), row(4)))]);
    outbox.add([entry(1, 'chat', { rows: 5 })]);
    await outbox.drained(never);
    expect(runningBalance.ofSink('chat')).toMatchObject({ stored: 3, refused: 2, dead: 0 });
    expect(done()).toEqual([1]);
  });

  test('become dead letters, each with its body and why', async () => {
    const {
      outbox,
      runningBalance,
      letters: said,
      warnings,
    } = outboxOver([placeOf(picky(row(0), row(4, 'too old')))], letters);
    outbox.add([entry(1, 'chat', { rows: 5 })]);
    await outbox.drained(never);
    const of = { time: 0, sink: 'chat', destination: 'http https://hooks.example', delivery: 'd1', rows: 1 };
    expect(said).toEqual([
      { ...of, row: 0, error: 'too long', body: { at: 0 } },
      { ...of, row: 4, error: 'too old', body: { at: 4 } },
    ]);
    expect(runningBalance.ofSink('chat')).toMatchObject({ stored: 3, refused: 2, dead: 0 });
    expect(warnings).toEqual([]);
  });

  test('are warned of where dead letters have no place: the first of each reason, and no more than a hundred', async () => {
    const { outbox, warnings } = outboxOver([placeOf(picky(row(0), row(1, 'too old.'), row(2)))]);
    outbox.add(entries(1, 3, 'chat', { rows: 5 }));
    await outbox.drained(never);
    expect(warnings).toEqual(
      ['too long.', 'too old.'].map(
        (why) =>
          `chat (http https://hooks.example) refused rows, which are counted and not sent again: ${why} Give dead letters a place to keep such rows.`,
      ),
    );
    const all = Array.from({ length: 150 }, (_, i) => row(i, `reason ${i}`));
    const many = outboxOver([placeOf(picky(...all))]);
    many.outbox.add([entry(1, 'chat', { rows: 200 })]);
    await many.outbox.drained(never);
    expect(many.warnings).toHaveLength(100);
    expect(many.runningBalance.ofSink('chat')).toMatchObject({ refused: 150, stored: 50 });
  });

  test.each([
    ['one row twice', [row(1), row(1)]],
    ['a row that the delivery does not have', [row(5)]],
    ['a row before the first', [row(-1)]],
    ['half a row', [row(0.5)]],
  ])('end the pipeline where a sink names %s, because no sum would be right', async (_, refused) => {
    const { outbox, runningBalance } = outboxOver([placeOf(picky(...refused))], letters);
    outbox.add([entry(1, 'chat', { rows: 5 })]);
    await expect(outbox.drained(never)).rejects.toThrow('chat refuses rows');
    expect(runningBalance.ofSink('chat')).toMatchObject({ stored: 0, refused: 0 });
  });
});

describe('a delivery that is refused as a whole, for good', () => {
  const no = new TidemarkError('undeliverable', 'No.');

  test('becomes one dead letter, and the next is told', async () => {
    const {
      outbox,
      clock,
      runningBalance,
      letters: said,
      done,
    } = outboxOver([placeOf(refusing('a', no))], letters);
    outbox.add(entries(1, 2, 'a', { rows: 3 }));
    await whileTimePasses(clock, outbox.drained(never));
    const of = { time: 0, sink: 'a', destination: 'a', rows: 3, error: 'No.', body: [] };
    expect(said).toEqual([
      { ...of, delivery: 'd1' },
      { ...of, delivery: 'd2' },
    ]);
    expect(runningBalance.ofSink('a')).toMatchObject({ dead: 6, refused: 0, stored: 0 });
    expect(done()).toEqual([1, 2]);
  });

  test('becomes one with all that its pieces have too, or with its body where they cannot be read', async () => {
    const whole = async ({ body, pieces }: Delivery, piece: (key: string) => Promise<Uint8Array>) => {
      const [key = ''] = pieces ?? [];
      if (key === 'gone') await piece(key);
      return { body, and: key };
    };
    const {
      outbox,
      clock,
      letters: said,
      done,
    } = outboxOver([placeOf({ ...refusing('a', no), whole })], letters);
    const withPiece = (number: number, key: string) =>
      entry(number, 'a', { delivery: { id: `d${number}`, body: 'own', rows: 3, pieces: [key] } });
    outbox.add([withPiece(1, 'there'), withPiece(2, 'gone')]);
    await whileTimePasses(clock, outbox.drained(never));
    expect(said).toMatchObject([
      { body: { body: 'own', and: 'there' }, rows: 3 },
      { body: 'own', rows: 3 },
    ]);
    expect(done()).toEqual([1, 2]);
  });

  test('is counted and warned of where dead letters have no place, and the next is told', async () => {
    const { outbox, clock, runningBalance, warnings, done } = outboxOver([placeOf(refusing('a', no))]);
    outbox.add(entries(1, 2, 'a', { rows: 3 }));
    await whileTimePasses(clock, outbox.drained(never));
    expect(runningBalance.ofSink('a')).toMatchObject({ dead: 0, refused: 6, stored: 0 });
    expect(done()).toEqual([1, 2]);
    expect(warnings).toEqual([
      'a refused rows, which are counted and not sent again: No. Give dead letters a place to keep such rows.',
    ]);
  });

  test('becomes no dead letter of the sink that takes them: that would have no end', async () => {
    const dead = refusing('dead', no);
    const {
      outbox,
      clock,
      runningBalance,
      letters: said,
    } = outboxOver([placeOf(dead)], { deadLetters: [dead] });
    outbox.add([entry(1, 'dead')]);
    await whileTimePasses(clock, outbox.drained(never));
    expect(said).toEqual([]);
    expect(runningBalance.ofSink('dead')).toMatchObject({ dead: 0, refused: 1 });
  });
});
