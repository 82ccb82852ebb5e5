import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, entry, gate, never, outboxOver, placeOf, refusing } from './kit.js';

describe('how a sink stands', () => {
  test('is what waits for it since when, how often it was tried, and why the last write failed', async () => {
    const { sink, open } = gate('chat');
    const place = placeOf({ ...sink, destination: 'http https://hooks.example' }, { deliveries: 3 });
    const { outbox, clock } = outboxOver([place, placeOf(gate('b').sink)], {
      redact: (text) => text.replace('Closed', '***'),
    });
    const nothing = { retries: 0, refused: 0, dropped: 0, dead: 0, error: undefined, full: false };
    const empty = { deliveries: 0, rows: 0, bytes: 0 };
    const chat = { name: 'chat', destination: 'http https://hooks.example' };
    expect(outbox.standing()).toEqual([
      { ...chat, waiting: empty, ...nothing },
      { name: 'b', destination: 'b', waiting: empty, ...nothing },
    ]);
    outbox.add([entry(1, 'chat', { at: 7, rows: 2, bytes: 5 }), entry(2, 'chat', { at: 9, bytes: 5 })]);
    await clock.advance(100);
    expect(outbox.standing()[0]).toEqual({
      ...{ ...chat, ...nothing },
      waiting: { deliveries: 2, rows: 3, bytes: 10, oldest: 7 },
      ...{ retries: 2, error: '***.' },
    });
    outbox.add([entry(3, 'chat')]);
    expect(outbox.standing()[0]).toMatchObject({ full: true });
    open();
    await whileTimePasses(clock, outbox.drained(never));
    expect(outbox.standing()[0]).toMatchObject({ waiting: empty, error: undefined, full: false });
  });

  test('is said when it changes in more than how much waits', async () => {
    const { sink, open } = gate('a');
    const said: unknown[] = [];
    const { outbox, clock } = outboxOver([placeOf(sink, { deliveries: 3 })], {
      onChange: () => {
        const [{ full, error } = { full: undefined, error: undefined }] = outbox.standing();
        said.push([full, error]);
      },
    });
    outbox.add([entry(1)]);
    await clock.advance(60_000);
    outbox.add(entries(2, 5));
    open();
    await whileTimePasses(clock, outbox.drained(never));
    expect(said).toEqual([
      [false, 'Closed.'],
      [true, 'Closed.'],
      [true, undefined],
      [false, undefined],
    ]);
  });

  test('counts what was refused, dropped and has become a dead letter, and says so', async () => {
    let changes = 0;
    const onChange = (): void => {
      changes++;
    };
    const no = new TidemarkError('undeliverable', 'No.');
    const { outbox, clock } = outboxOver([placeOf(refusing('a', no))], { onChange });
    outbox.add(entries(1, 3, 'a', { rows: 2 }));
    await whileTimePasses(clock, outbox.drained(never));
    expect(outbox.standing()[0]).toMatchObject({ refused: 6, dropped: 0, dead: 0, error: 'No.' });
    expect(changes).toBe(3);

    const drops = outboxOver([placeOf(gate('b').sink, { deliveries: 1, dropsOldest: true })], { onChange });
    drops.outbox.add(entries(1, 3, 'b', { rows: 2 }));
    await clock.advance(0);
    changes = 0;
    await drops.outbox.makeRoom();
    expect(drops.outbox.standing()[0]).toMatchObject({ dropped: 4 });
    expect(changes).toBe(1);
  });
});
