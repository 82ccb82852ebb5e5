import { appendFileSync } from 'node:fs';
import { appendFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/io/clock.js';
import { file } from '../../../src/io/sources/file.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';
import { openCount, placesOf, setUp, setUpFollowing, textsOf } from '../../support/words-file.js';

describe('file, followed', () => {
  it('hands over first what is there, then says the time', async () => {
    const { catchUp, clock } = await setUpFollowing('1 one\n2 two\n');
    const chunks = await catchUp();
    expect(textsOf(chunks)).toEqual(['one', 'two']);
    expect(chunks.map(({ now }) => now !== undefined)).toEqual([false, false, true]);
    expect(chunks.at(-1)?.now).toBeLessThanOrEqual(clock.now());
  });

  it('hands over what the file grows by', async () => {
    const { catchUp, path } = await setUpFollowing('1 one\n');
    await catchUp();
    await appendFile(path, '2 two\n3 three\n');
    expect(textsOf(await catchUp())).toEqual(['two', 'three']);
    expect(textsOf(await catchUp())).toEqual([]);
    await appendFile(path, '4 four\n');
    expect(textsOf(await catchUp())).toEqual(['four']);
  });

  it('holds a last line back until its newline comes', async () => {
    const { catchUp, path } = await setUpFollowing('1 one\n2 tw');
    const before = await catchUp();
    expect(textsOf(before)).toEqual(['one']);
    expect(placesOf(before)).toEqual([{ offset: 6, codec: '' }]);
    await appendFile(path, 'o, and mo');
    expect(textsOf(await catchUp())).toEqual([]);
    await appendFile(path, 're\n');
    expect(textsOf(await catchUp())).toEqual(['two, and more']);
  });

  it('puts a character together that was written in two parts', async () => {
    const bytes = Buffer.from('1 😀\n');
    const { catchUp, path } = await setUpFollowing('');
    for (const byte of bytes.subarray(0, -1)) {
      await appendFile(path, Buffer.of(byte));
      expect(textsOf(await catchUp())).toEqual([]);
    }
    await appendFile(path, '\n');
    expect(textsOf(await catchUp())).toEqual(['😀']);
  });

  it('warns once of a missing file, keeps saying the time, and reads it when it appears', async () => {
    const { catchUp, path, warnings } = await setUpFollowing(undefined);
    const nows = [];
    for (let look = 0; look < 3; look++) nows.push((await catchUp()).at(-1)?.now ?? Number.NaN);
    expect(new Set(nows).size).toBe(3);
    expect(warnings).toEqual([`${path} does not exist yet. Waiting for it to appear.`]);
    await writeFile(`${path}.new`, '1 one\n');
    await rename(`${path}.new`, path);
    expect(textsOf(await catchUp())).toEqual(['one']);
    expect(warnings).toHaveLength(1);
  });

  it('keeps its position while the file is missing', async () => {
    const { source, clock, path } = await setUp('#unit s\n1 one\n', { follow: true });
    const chunks: Chunk<Word>[] = [];
    for await (const chunk of source.read(startAt())) {
      chunks.push(chunk);
      if (chunk.rows.length > 0) break;
    }
    const from = startAfter(chunks);
    await rm(path);
    const run = source.read(from)[Symbol.asyncIterator]();
    const waiting = (await run.next()).value;
    expect(waiting.rows).toEqual([]);
    expect(startAfter([waiting], undefined, from)).toMatchObject({
      position: from.position,
      remembered: from.remembered,
    });
    await writeFile(path, '#unit s\n1 one\n2 two\n');
    const { value } = await whileTimePasses(clock, run.next());
    expect(value).toMatchObject({ rows: [{ time: 2, text: 'two', unit: 's' }] });
    await run.return?.(undefined);
  });

  it('goes on with the file that it has open when its name is taken away', async () => {
    const { catchUp, path, warnings } = await setUpFollowing('1 one\n');
    await catchUp();
    await rename(path, `${path}.1`);
    await appendFile(`${path}.1`, '2 two\n');
    expect(textsOf(await catchUp())).toEqual(['two']);
    await rm(`${path}.1`);
    expect(textsOf(await catchUp())).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('starts again at the beginning, with a warning, when the file is truncated', async () => {
    const { catchUp, path, warnings, source } = await setUpFollowing('#unit s\n1 one\n2 two\n');
    await catchUp();
    await truncate(path, 0);
    const after = await catchUp();
    expect(textsOf(after)).toEqual([]);
    expect(placesOf(after)).toEqual([{ offset: 0, codec: undefined }]);
    await appendFile(path, '3 three\n');
    expect((await catchUp()).flatMap(({ rows }) => rows)).toEqual([{ time: 3, text: 'three', unit: '' }]);
    expect(warnings).toEqual([`${path} has shrunk from 20 to 0 bytes. Reading it again from the beginning.`]);
    expect(source.lines).toBe(3);
  });

  it('hands over the partial line of a file that is truncated, for nothing will complete it', async () => {
    const { catchUp, path, source } = await setUpFollowing('1 one\n2 tw');
    await catchUp();
    await writeFile(path, '3 new\n');
    const after = await catchUp();
    expect(textsOf(after)).toEqual(['tw', 'new']);
    expect(placesOf(after.slice(0, 1))).toEqual([{ offset: 0, codec: undefined }]);
    expect(source.lines).toBe(3);
  });

  it('says the time once per poll, taken before the look that found nothing', async () => {
    const { source, clock } = await setUp('1 one\n', { follow: true, poll: 100 });
    const run = source.read(startAt())[Symbol.asyncIterator]();
    for (let chunks = 0; chunks < 2; chunks++) await run.next();
    expect((await run.next()).value).toMatchObject({ now: 1_000_000 });
    for (let look = 1; look <= 3; look++) {
      const next = run.next();
      await until(() => clock.sleeping > 0);
      await clock.advance(99);
      expect(clock.sleeping).toBe(1);
      await clock.advance(1);
      expect((await next).value).toMatchObject({ now: 1_000_000 + look * 100 });
    }
    await run.return?.(undefined);
  });

  it('says no time up to which it has not read everything', async () => {
    const path = join(await temporaryDirectory(), 'words.txt');
    await writeFile(path, '');
    let asked = 0;
    const written: number[] = [];
    const clock: Clock = {
      // As if the process stood still: at every second question, a row has been written the moment before.
      now: () => {
        asked++;
        if (asked % 2 === 0) {
          appendFileSync(path, `${asked} word\n`);
          written.push(asked);
        }
        return asked;
      },
      sleep: async () => undefined,
    };
    const read: number[] = [];
    for await (const { rows, now } of file({
      path,
      codec: wordsCodec,
      fields: 'all',
      clock,
      follow: true,
    }).read(startAt())) {
      read.push(...rows.map(({ time }) => time));
      if (now !== undefined) expect(written.filter((time) => time <= now)).toEqual(read);
      if (read.length >= 4) break;
    }
  });

  it('ends at once when it is aborted while it waits for a missing file', async () => {
    const { run, controller, clock } = await setUpFollowing(undefined);
    await run.next();
    const waiting = run.next();
    await until(() => clock.sleeping > 0);
    controller.abort();
    expect((await waiting).done).toBe(true);
  });

  it('closes the file when it is aborted', async () => {
    const { run, controller, catchUp, path } = await setUpFollowing('1 one\n');
    await catchUp();
    controller.abort();
    await run.next();
    expect(await openCount(path)).toBe(0);
  });

  it('does not take a partial line for a whole one when it is aborted', async () => {
    const { run, controller, catchUp } = await setUpFollowing('1 one\n2 tw');
    await catchUp();
    controller.abort();
    expect(await run.next()).toEqual({ done: true, value: undefined });
  });
});
