import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { later, nextInstant } from '../../../support/later.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';

/** A log that is written and rotated, and a reader that stops and goes on. */
interface World {
  readonly writer: LogWriter;
  readonly reader: LogReader;
  /** Chunks up to here lead to positions from which everything can still be found. */
  safeFrom: number;
}

type Step = (world: World) => void | Promise<void>;

const write =
  (lines: number): Step =>
  ({ writer }) =>
    writer.write(lines);

/** What removes content for good happens only when all of it was seen. */
const whenSeen =
  (act: (writer: LogWriter) => void): Step =>
  async (world) => {
    const { writer, reader } = world;
    await reader.catchUp();
    act(writer);
    // A first look, so that a file which comes later is not taken for the same one.
    await reader.catchUp();
    world.safeFrom = reader.chunks.length - 1;
  };

const steps: Readonly<Record<string, Step>> = {
  'write a line': write(1),
  'write 5 lines': write(5),
  'write half a line, look, write the rest': async ({ writer, reader }) => {
    writer.put(`${writer.written + 1} line `);
    await reader.catchUp();
    writer.put(`${++writer.written}\n`);
  },
  'rename, go on in the new file': ({ writer }) => {
    writer.shift();
    writer.reopen();
    writer.create();
  },
  'rename, go on in the old file': ({ writer }) => {
    writer.shift();
    writer.write(2);
  },
  'create the new file': ({ writer }) => writer.create(),
  'let go of the old file': ({ writer }) => {
    writer.reopen();
    writer.create();
  },
  'compress the newest rotated file': ({ writer }) => {
    writer.reopen();
    writer.create();
    if (existsSync(`${writer.path}.1`)) writer.compress(`${writer.path}.1`);
  },
  'copy and truncate': async ({ writer, reader }) => {
    writer.reopen();
    writer.create();
    writer.write();
    // Of a file that was empty at the last look nobody can know that it was truncated.
    await reader.catchUp();
    // A copy is told from older files by its time.
    await later(writer.path);
    writer.write();
    writer.copyTruncate();
    writer.write();
  },
  'truncate when all was seen': whenSeen((writer) => {
    writer.reopen();
    writer.create();
    writer.truncate();
    writer.write();
  }),
  'delete and create again when all was seen': whenSeen((writer) => {
    writer.reopen();
    writer.create();
    writer.delete();
    writer.write();
  }),
  'pull a chunk': async (world) => {
    await world.reader.pull();
  },
  'catch up': async (world) => {
    await world.reader.catchUp();
  },
  stop: async (world) => {
    await world.reader.stop();
  },
  'go on from an earlier position': async ({ reader, safeFrom }) => {
    await reader.stop();
    if (reader.chunks.length > 0) {
      const kept = safeFrom + Math.floor((reader.chunks.length - safeFrom) / 2);
      reader.chunks.length = Math.max(kept, 1);
    }
  },
};

it('gives every line once and in order, whatever happens to the log and to the reader', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 40 }),
      fc.constantFrom(7, 40, 65536),
      // By a clock far ahead of the file system's the times of files tell whether anything has happened to them; by
      // one far behind it nothing but their content does.
      fc.boolean(),
      async (names, readBytes, isAhead) => {
        const directory = mkdtempSync(join(tmpdir(), 'tidemark-'));
        const writer = new LogWriter(join(directory, 'access.log'));
        // Time leaps while a virtual clock waits for the disk: no silence may be too long.
        const options = { path: writer.path, readBytes, grace: Number.MAX_SAFE_INTEGER };
        const reader = new LogReader(options, virtualClock(isAhead ? Date.now() + 3_600_000 : 1_000_000));
        const world: World = { writer, reader, safeFrom: 0 };
        try {
          writer.create();
          await reader.catchUp();
          for (const name of names) {
            if (isAhead) await nextInstant(directory);
            await steps[name]?.(world);
          }
          if (isAhead) await nextInstant(directory);
          writer.reopen();
          writer.create();
          await reader.catchUp();
          expect(reader.numbers).toEqual(writer.all);
        } finally {
          await reader.stop();
          writer.reopen();
          rmSync(directory, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 150 },
  );
});
