import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../../src/io/clock.js';
import { file } from '../../../../src/io/sources/file.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';
import { startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { wordsCodec } from '../../../support/words-codec.js';
import { openIn } from '../../../support/words-file.js';

/** A follower whose every poll takes exactly 250 ms, however slow the disk is. */
const setUp = async () => {
  const directory = await temporaryDirectory();
  const writer = new LogWriter(join(directory, 'access.log'));
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      await turn();
    },
  };
  const controller = new AbortController();
  const source = file({
    path: writer.path,
    codec: wordsCodec,
    fields: 'all',
    clock,
    follow: true,
    watch: false,
  });
  const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
  onTestFinished(async () => {
    controller.abort();
    await run.return?.(undefined);
  });
  const numbers: number[] = [];
  /** Goes on until so much time has passed, and one look more. */
  const pass = async (milliseconds: number): Promise<void> => {
    const until = now + milliseconds;
    for (let seen = Number.NEGATIVE_INFINITY; seen < until; ) {
      const { value, done } = await run.next();
      if (done) return;
      numbers.push(...value.rows.map(({ time }: { readonly time: number }) => time));
      seen = value.now ?? seen;
    }
  };
  return { directory, writer, numbers, pass };
};

describe('a rotated file', () => {
  it('is read for as long as its writer is silent for less than the grace time, then closed', async () => {
    const { directory, writer, numbers, pass } = await setUp();
    writer.write(2);
    await pass(0);
    writer.shift();
    await writeFile(writer.path, '100 new\n');
    await pass(9000);
    // Three silences of 9 s: each is shorter than the grace time, together they are longer.
    for (let i = 0; i < 3; i++) {
      writer.write(1);
      await pass(9000);
    }
    expect(numbers).toEqual([1, 2, 100, 3, 4, 5]);
    writer.reopen();
    expect(await openIn(directory)).toHaveLength(2);
    await pass(2000);
    expect(await openIn(directory)).toEqual([writer.path]);
  });

  it('is read before the new one at each look', async () => {
    const { writer, numbers, pass } = await setUp();
    writer.write(1);
    await pass(0);
    writer.shift();
    writer.write(2);
    await writeFile(writer.path, '100 new\n');
    await pass(0);
    expect(numbers).toEqual([1, 2, 3, 100]);
  });

  it('gives the partial line that its writer left when it is closed', async () => {
    const { writer, numbers, pass } = await setUp();
    writer.write(1);
    writer.put('2 half');
    await pass(0);
    writer.shift();
    await writeFile(writer.path, '100 new\n');
    await pass(9000);
    expect(numbers).toEqual([1, 100]);
    await pass(2000);
    expect(numbers).toEqual([1, 100, 2]);
  });

  it('does not disturb the reading of the new one when it is written anew', async () => {
    const directory = await temporaryDirectory();
    const writer = new LogWriter(join(directory, 'access.log'));
    const reader = new LogReader({ path: writer.path, readBytes: 12, grace: Number.MAX_SAFE_INTEGER });
    writer.write(3);
    await reader.catchUp();
    writer.shift();
    writer.reopen();
    writer.write(12);
    await reader.pull();
    await reader.pull();
    writeFileSync(`${writer.path}.1`, Array.from({ length: 20 }, (_, i) => `${900 + i} wild\n`).join(''));
    await reader.catchUp();
    expect(reader.numbers.filter((number) => number < 900)).toEqual(writer.all);
  });

  it('is not read a second time while it is being compressed', async () => {
    const directory = await temporaryDirectory();
    const writer = new LogWriter(join(directory, 'access.log'));
    const reader = new LogReader({ path: writer.path });
    writer.write(2);
    await reader.catchUp();
    await reader.stop();
    for (let i = 0; i < 2; i++) {
      writer.shift();
      writer.reopen();
      writer.write(2);
    }
    const half = gzipSync('3 line 3\n4 line 4\n');
    writeFileSync(`${writer.path}.1.gz`, half.subarray(0, half.length - 4));
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([]);
  });
});
