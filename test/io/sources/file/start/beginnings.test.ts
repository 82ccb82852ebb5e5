import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FileOptions, file } from '../../../../../src/io/sources/file.js';
import type { SourceRun } from '../../../../../src/io/sources/source.js';
import type { Chunk } from '../../../../../src/operators/chunk.js';
import { virtualClock } from '../../../../../src/testing/virtual-clock.js';
import { LogReader } from '../../../../support/log-reader.js';
import { LogWriter } from '../../../../support/log-writer.js';
import { rotations } from '../../../../support/rotations.js';
import { startAfter, startAt } from '../../../../support/start-at.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';
import { whileTimePasses } from '../../../../support/while-time-passes.js';
import { type Word, wordsCodec } from '../../../../support/words-codec.js';

/** A run that is pulled by hand; what is due is committed, as a pipeline does it, where a test says so. */
const begin = (options: Partial<FileOptions<Word>> & Pick<FileOptions<Word>, 'path'>) => {
  const clock = virtualClock(1_000_000);
  const stop = new AbortController();
  const source = file({ codec: wordsCodec, fields: 'all', clock, ...options });
  const run: SourceRun<Word> = source.read(startAt(undefined, stop.signal));
  const chunks = run[Symbol.asyncIterator]();
  onTestFinished(async () => {
    stop.abort();
    await whileTimePasses(clock, Promise.resolve(chunks.return?.(undefined)));
  });
  const pull = async (): Promise<Chunk<Word>> => {
    const { value, done } = await whileTimePasses(clock, chunks.next());
    return done === true ? expect.fail('It has ended.') : value;
  };
  const commit = async ({ position }: Chunk<Word>) => run.acknowledge?.(position);
  return { run, pull, commit };
};

const several = async () => {
  const directory = await temporaryDirectory();
  for (const name of ['a.log', 'b.log', 'c.log']) await writeFile(join(directory, name), '1 one\n2 two\n');
  return directory;
};

describe('where a file source begins', () => {
  it.each([true, false])('is said of all files at once, before any row, followed: %s', async (follow) => {
    const directory = await several();
    const { run, pull, commit } = begin({ path: join(directory, '*.log'), follow });
    const first = await pull();
    expect(first.rows).toEqual([]);
    expect(run.commitDue).toBe(true);
    await commit(first);
    expect(run.commitDue).toBeUndefined();
    const then = [await pull(), await pull()];
    expect(then.map(({ rows, partition }) => [rows, partition])).toEqual([
      [[], join(directory, 'b.log')],
      [[], join(directory, 'c.log')],
    ]);
    expect((await pull()).rows).toHaveLength(2);
    expect(run.commitDue).toBeUndefined();
  });

  it.each([true, false])('is to be committed until it is, followed: %s', async (follow) => {
    const path = join(await temporaryDirectory(), 'a.log');
    await writeFile(path, '1 one\n2 two\n');
    const { run, pull, commit } = begin({ path, follow, readBytes: 6 });
    expect(run.commitDue, 'before anything is known').toBeUndefined();
    const first = await pull();
    expect(first.rows).toEqual([]);
    for (let rows = 0; rows < 2; rows++) {
      expect(run.commitDue).toBe(true);
      expect((await pull()).rows).toHaveLength(1);
    }
    await run.acknowledge?.(undefined);
    expect(run.commitDue).toBe(true);
    await commit(first);
    expect(run.commitDue).toBeUndefined();
  });

  it('is said of what appears later, too', async () => {
    const directory = await several();
    const missing = join(directory, 'named');
    const { run, pull, commit } = begin({ path: [join(directory, '*.log'), missing], follow: true });
    let latest = await pull();
    for (; latest.now === undefined; latest = await pull()) await commit(latest);
    expect(run.commitDue).toBeUndefined();
    for (const name of ['named', 'new.log']) {
      const path = join(directory, name);
      await writeFile(`${path}.part`, '1 new\n');
      await rename(`${path}.part`, path);
      do latest = await pull();
      while (latest.partition !== path);
      expect(latest.rows).toEqual([]);
      expect(run.commitDue).toBe(true);
      await commit(latest);
      expect(run.commitDue).toBeUndefined();
      expect(await pull()).toMatchObject({ partition: path, rows: [{ text: 'new' }] });
    }
  });

  it('is not said again of what is taken up', async () => {
    const directory = await several();
    const path = join(directory, '*.log');
    const reader = new LogReader({ path });
    await reader.catchUp();
    const run = file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock() }).read(reader.reached);
    for await (const _ of run) expect(run.commitDue).toBeUndefined();
  });
});

const WAYS: Readonly<Record<string, (path: string) => string>> = {
  'by its name': (path) => path,
  'by a pattern': (path) => path.replace('access', 'acc*'),
};

describe.each(Object.keys(WAYS))('a file named %s', (way) => {
  it.each(Object.entries(rotations))(
    'is read from where it was begun when the run was killed before it committed anything else, through rotation by %s',
    async (name, rotate) => {
      for (const follow of [true, false]) {
        const log = join(await temporaryDirectory(), 'access.log');
        const writer = new LogWriter(log);
        if (name.includes('symbolic')) writer.swapLink();
        writer.write(3);
        const path = (WAYS[way] ?? expect.fail())(log);
        const killed = new LogReader({ path, follow });
        const begun = startAfter([(await killed.pull()) ?? expect.fail()]);
        for (let round = 0; round < 4; round++) {
          writer.write(2);
          await killed.pull();
          rotate(writer);
        }
        writer.write(1);
        const next = new LogReader({ path, follow });
        next.startFrom(begun);
        await next.catchUp();
        expect(next.numbers).toEqual(writer.all);
        expect(next.warnings).toEqual([]);
      }
    },
  );
});
