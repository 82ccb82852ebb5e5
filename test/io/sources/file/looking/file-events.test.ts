import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { file } from '../../../../../src/io/sources/file.js';
import { virtualClock } from '../../../../../src/testing/virtual-clock.js';
import { startAt } from '../../../../support/start-at.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';
import { until } from '../../../../support/until.js';
import { whileTimePasses } from '../../../../support/while-time-passes.js';
import { wordsCodec } from '../../../../support/words-codec.js';

const POLL = 1_000_000;

const setUp = async (watch: boolean, start = 0) => {
  const path = join(await temporaryDirectory(), 'deep', 'words.txt');
  await mkdir(join(path, '..'));
  await writeFile(path, '');
  const clock = virtualClock(start);
  const controller = new AbortController();
  const source = file({ path, codec: wordsCodec, fields: 'all', clock, follow: true, poll: POLL, watch });
  const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
  onTestFinished(async () => {
    controller.abort();
    await run.return?.(undefined);
  });
  // Where it begins, and that there is nothing more.
  for (let chunks = 0; chunks < 2; chunks++) await run.next();
  return { path, clock, run };
};

describe('file events', () => {
  it('wake a follower long before the next poll, after a tenth of it', async () => {
    const { path, clock, run } = await setUp(true);
    const next = run.next();
    await until(() => clock.sleeping > 0);
    await appendFile(path, '1 one\n');
    await clock.advance(POLL / 10);
    // Time stands still from here on: only the event can wake it.
    expect((await next).value.rows).toHaveLength(1);
    expect(clock.now()).toBe(POLL / 10);
  });

  it('are a hint only: without them the next poll finds everything', async () => {
    const { path, clock, run } = await setUp(false);
    const next = run.next();
    await until(() => clock.sleeping > 0);
    await appendFile(path, '1 one\n');
    await clock.advance(POLL);
    expect((await next).value.rows).toHaveLength(1);
  });

  it.each([
    [true, 4],
    [false, 1],
  ])('that are heard (%s) make looks at silent files rare: every %i polls', async (watch, polls) => {
    // Long after the file was written: until then it may be written again within the same time stamp.
    const { path, clock, run } = await setUp(watch, Date.now() + POLL);
    const pollsUntilNext = async (): Promise<number> => {
      let there = false;
      void run.next().then(() => {
        there = true;
      });
      for (let passed = 0; ; passed++) {
        await until(() => there || clock.sleeping > 0);
        if (there) return passed;
        await clock.advance(POLL);
      }
    };
    for (let n = 0; n < 45; n++) await pollsUntilNext();
    expect(await pollsUntilNext()).toBe(polls);
    // What comes after a silence is heard as soon as ever.
    const next = run.next();
    await until(() => clock.sleeping > 0);
    await appendFile(path, '1 one\n');
    await clock.advance(watch ? POLL / 10 : POLL);
    expect((await next).value.rows).toHaveLength(1);
  });

  it('are missed without harm where there is nothing to watch yet', async () => {
    const path = join(await temporaryDirectory(), 'later', 'words.txt');
    const clock = virtualClock();
    const source = file({ path, codec: wordsCodec, fields: 'all', clock, follow: true });
    const run = source.read(startAt())[Symbol.asyncIterator]();
    await run.next();
    await mkdir(join(path, '..'));
    await writeFile(path, '1 one\n');
    expect((await whileTimePasses(clock, run.next())).value.rows).toEqual([]);
    expect((await run.next()).value.rows).toHaveLength(1);
    await run.return?.(undefined);
  });
});
