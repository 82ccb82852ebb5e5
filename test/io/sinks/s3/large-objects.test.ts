import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Emitted } from '../../../../src/io/sinks/sink.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { Held } from './held.js';
import { keysIn, linesIn, sinkAt } from './kit.js';

const NOON = Date.UTC(2026, 10, 29, 12);
const MIB = 1024 * 1024;

/** Rows of a MiB each that nothing makes smaller. */
const large = (count: number): readonly Emitted[] =>
  Array.from({ length: count }, (_, i) => ({
    pipeline: 'p',
    stream: 's',
    id: String(i),
    row: { time: NOON, text: randomBytes(MIB / 2).toString('hex') },
  }));

it('goes in parts beyond 8 MiB, of one length, and is found by a run that does not know of it', async () => {
  const { sink, server } = await sinkAt({ format: 'jsonl' });
  server.habits.equalParts = true;
  const held = new Held(sink);
  const [delivery] = held.compose(large(20), Number.POSITIVE_INFINITY);
  if (delivery === undefined) throw new Error('nothing to deliver');
  await held.write(delivery);
  expect([server.count('put-part'), server.count('complete-upload')]).toEqual([3, 1]);
  expect(linesIn(server).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  await held.write(delivery, (await sinkAt({ format: 'jsonl' }, server)).sink);
  expect([server.count('put-part'), server.count('complete-upload')]).toEqual([3, 1]);
});

it('S3-B2: begins anew after a conflict at the end, and leaves nothing of what was begun', async () => {
  const { sink, server } = await sinkAt({ format: 'jsonl' });
  server.next('complete-upload', { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' });
  await new Held(sink).all(large(9));
  expect(server.count('create-upload')).toBe(2);
  expect([linesIn(server).length, server.bucket().uploads.size]).toEqual([9, 0]);
});

it('is taken back by the next run where this one is killed in the middle of its parts', async () => {
  const directory = await temporaryDirectory();
  const { sink, server } = await sinkAt({ format: 'jsonl', directory });
  const held = new Held(sink);
  const [delivery] = held.compose(large(9), Number.POSITIVE_INFINITY);
  if (delivery === undefined) throw new Error('nothing to deliver');
  server.always('put-part', { kind: 'reset' });
  server.always('abort-upload', { kind: 'reset' });
  await expect(held.write(delivery)).rejects.toMatchObject({ retryable: true });
  expect(server.bucket().uploads.size).toBe(1);
  server.always('put-part', undefined);
  server.always('abort-upload', undefined);
  await held.write(delivery, (await sinkAt({ format: 'jsonl', directory }, server)).sink);
  expect([linesIn(server).length, server.bucket().uploads.size]).toEqual([9, 0]);
  expect(keysIn(server)).toHaveLength(1);
});
