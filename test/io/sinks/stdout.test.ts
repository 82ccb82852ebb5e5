import { getEventListeners } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Delivery, Emitted } from '../../../src/io/sinks/sink.js';
import { stdout } from '../../../src/io/sinks/stdout.js';
import { composeWith, writeTo } from '../../support/drive-sink.js';
import { until } from '../../support/until.js';

const emitted = (id: string): Emitted => ({ pipeline: 'p', stream: 's', id, row: { text: id } });
const format = (rows: readonly Emitted[]): string => rows.map(({ id }) => `${id}\n`).join('');
const failure = (code: string): Error => Object.assign(new Error(`${code}: it failed, write`), { code });

/** The delivery of rows with these ids. */
const deliveryOf = (sink: ReturnType<typeof stdout>, ...ids: string[]): Delivery => {
  const [delivery] = composeWith(sink, ids.map(emitted), undefined, 0).deliveries;
  if (delivery === undefined) throw new Error('Rows must give a delivery.');
  return delivery;
};

describe('stdout', () => {
  it('composes one delivery for a call, which holds the text', () => {
    const sink = stdout({ format, output: new PassThrough() });
    expect(composeWith(sink, [emitted('a'), emitted('b')], undefined, 0)).toEqual({
      deliveries: [{ id: 'a..b', body: 'a\nb\n', rows: 2 }],
    });
  });

  it('resolves a write only when the stream has taken it', async () => {
    const taken: (() => void)[] = [];
    const output = new Writable({ highWaterMark: 1, write: (_, __, done) => taken.push(done) });
    const sink = stdout({ format, output });
    let resolved = false;
    const writing = writeTo(sink, deliveryOf(sink, 'a')).then(() => {
      resolved = true;
    });
    await turn();
    expect(resolved).toBe(false);
    taken.shift()?.();
    await writing;
    expect(resolved).toBe(true);
  });

  it('rejects with output-closed, not to be retried, when the reader has gone away', async () => {
    const output = new Writable({ write: (_, __, done) => done(failure('EPIPE')) });
    const sink = stdout({ format, output });
    await expect(writeTo(sink, deliveryOf(sink, 'a'))).rejects.toMatchObject({
      name: 'TidemarkError',
      code: 'output-closed',
      retryable: false,
    });
    // The stream itself would now say only that it is destroyed.
    await expect(writeTo(sink, deliveryOf(sink, 'b'))).rejects.toMatchObject({ code: 'output-closed' });
  });

  it('learns between two writes that the reader has gone away', async () => {
    const output = new PassThrough();
    const sink = stdout({ format, output });
    await writeTo(sink, deliveryOf(sink, 'a'));
    output.destroy(failure('EPIPE'));
    await until(() => output.closed);
    await expect(writeTo(sink, deliveryOf(sink, 'b'))).rejects.toMatchObject({ code: 'output-closed' });
  });

  it('waits no longer for a reader that has stopped reading once the signal is aborted, and listens to it no longer', async () => {
    const output = new Writable({ highWaterMark: 1, write: () => undefined });
    const sink = stdout({ format, output });
    const stop = new AbortController();
    const writing = writeTo(sink, deliveryOf(sink, 'a'), stop.signal);
    stop.abort();
    await expect(writing).rejects.toMatchObject({ code: 'undeliverable', retryable: true });

    const taken = new PassThrough();
    const long = new AbortController();
    const other = stdout({ format, output: taken });
    await writeTo(other, deliveryOf(other, 'a'), long.signal);
    expect(getEventListeners(long.signal, 'abort')).toEqual([]);
  });

  it('survives an error event after it was closed', async () => {
    const output = new PassThrough();
    const sink = stdout({ format, output });
    await sink.close();
    output.destroy(failure('EPIPE'));
    await until(() => output.closed);
  });

  it('rejects any other failure as unwritable, which is no refusal of these rows alone', async () => {
    const output = new Writable({ write: (_, __, done) => done(failure('ENOSPC')) });
    const sink = stdout({ format, output });
    await expect(writeTo(sink, deliveryOf(sink, 'a'))).rejects.toMatchObject({
      code: 'unwritable',
      message: 'Cannot write the output: ENOSPC: it failed, write. Check where it goes to.',
      retryable: false,
    });
  });

  it('leaves one listener behind, however many sinks a stream has had', async () => {
    const output = new PassThrough();
    const before = output.listenerCount('error');
    for (let n = 0; n < 20; n++) await stdout({ format, output }).close();
    expect(output.listenerCount('error')).toBe(before + 1);
    const sink = stdout({ format, output });
    output.destroy(failure('EPIPE'));
    await until(() => output.closed);
    // A sink that comes later learns it too.
    for (const one of [sink, stdout({ format, output })]) {
      await expect(writeTo(one, deliveryOf(one, 'a'))).rejects.toMatchObject({ code: 'output-closed' });
    }
  });

  it('leaves the stream open when it is closed', async () => {
    const output = new PassThrough();
    const sink = stdout({ format, output });
    await sink.close();
    expect(output.writable).toBe(true);
  });
});
