import { readFileSync, writeFileSync } from 'node:fs';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileAudit } from '../../../../src/io/sources/file/audit/file-audit.js';
import { collect } from '../../../support/collect.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';
import { rotations } from '../../../support/rotations.js';
import { startAfter, startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { setUp } from '../../../support/words-file.js';

describe('the audit of a file source', () => {
  it('is empty before anything was read', async () => {
    const { source } = await setUp('1 one\n');
    expect(source.audit()).toEqual([]);
  });

  it('shows what was read of each file as intervals of bytes, over all runs', async () => {
    const { source, path } = await setUp('1 one\n2 two\n3 thr', { lastLine: 'leave' });
    const first = await collect(source.read(startAt()));
    expect(source.audit()).toMatchObject([{ path, intervals: [[0, 12]], bytes: 12, lines: 2, files: 1 }]);
    await appendFile(path, 'ee\n');
    await collect(source.read(startAfter(first)));
    expect(source.audit()).toMatchObject([{ path, intervals: [[0, 20]], bytes: 20, lines: 3, files: 1 }]);
  });

  it('shows where a start near the end began', async () => {
    const { source } = await setUp('1 one\n2 two\n', { start: 'end' });
    await collect(source.read(startAt()));
    expect(source.audit()).toMatchObject([{ intervals: [], bytes: 0, lines: 0 }]);
  });

  it('counts files that are finished in sums', async () => {
    const { source, path } = await setUp('3 three\n');
    const first = startAfter(await collect(source.read(startAt())));
    await rename(path, `${path}.2`);
    await writeFile(`${path}.1`, '4 four\n5 five\n');
    await writeFile(path, '6 six\n');
    const { position, remembered } = startAfter(await collect(source.read(first)), undefined, first);
    expect(fileAudit(position, remembered)).toMatchObject([
      { path, intervals: [], bytes: 22, lines: 3, files: 2 },
      { path, intervals: [[0, 6]], bytes: 6, lines: 1, files: 1 },
    ]);
  });

  it('counts bytes of a compressed file as they are decompressed', async () => {
    const { source } = await setUp(gzipSync('1 one\n'));
    await collect(source.read(startAt()));
    expect(source.audit()).toMatchObject([{ intervals: [[0, 6]], bytes: 6, lines: 1 }]);
  });

  it('refuses a position of something else', () => {
    expect(() => fileAudit({ shard: 1 })).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });

  it.each(Object.entries(rotations))(
    'adds up over rotation by %s, restarts included',
    async (name, rotate) => {
      const path = join(await temporaryDirectory(), 'access.log');
      const writer = new LogWriter(path);
      if (name.includes('symbolic')) writer.swapLink();
      const reader = new LogReader({ path });
      for (let round = 0; round < 4; round++) {
        writer.write(2);
        await reader.catchUp();
        if (round % 2 === 1) await reader.stop();
        rotate(writer);
        writer.write(2);
      }
      await reader.settle();
      const audit = reader.source.audit();
      const total = (field: 'bytes' | 'lines') => audit.reduce((sum, entry) => sum + entry[field], 0);
      expect(reader.numbers).toEqual(writer.all);
      expect(total('lines')).toBe(writer.written);
      expect(total('bytes')).toBe(writer.all.reduce((sum, n) => sum + `${n} line ${n}\n`.length, 0));
    },
  );

  const anewIn = (reader: LogReader) =>
    reader.source.audit().flatMap(({ anew }) => (anew === undefined ? [] : anew));

  it.each([true, false])(
    'shows what was counted of a path before it was begun anew, stopped: %s',
    async (stopped) => {
      const path = join(await temporaryDirectory(), 'access.log');
      const writer = new LogWriter(path);
      const reader = new LogReader({ path });
      const again = async (change: () => void) => {
        if (stopped) await reader.stop();
        change();
        await reader.catchUp();
        await reader.settle();
      };
      writer.write(3);
      await reader.catchUp();
      expect(anewIn(reader)).toEqual([]);
      await again(() => {
        writer.truncate();
        writer.write(1);
      });
      expect(anewIn(reader)).toEqual([{ times: 1, bytes: 27, lines: 3 }]);
      // Deleted and written again, the beginning as it was.
      await again(() => {
        const text = readFileSync(path);
        writer.delete();
        writer.reopen();
        writeFileSync(path, text);
      });
      const total = anewIn(reader).reduce((sum, { times }) => sum + times, 0);
      // A copy of a file that nobody read meanwhile is that file; of one that was held open it is another.
      expect(total).toBe(stopped ? 1 : 2);
      const lines = reader.source.audit().reduce((sum, one) => sum + one.lines, 0);
      expect(lines).toBe(reader.numbers.length);
    },
  );

  it.each(Object.entries(rotations))('shows nothing begun anew by rotation by %s', async (name, rotate) => {
    const path = join(await temporaryDirectory(), 'access.log');
    const writer = new LogWriter(path);
    if (name.includes('symbolic')) writer.swapLink();
    const reader = new LogReader({ path });
    for (let round = 0; round < 4; round++) {
      writer.write(2);
      await reader.catchUp();
      if (round % 2 === 1) await reader.stop();
      rotate(writer);
    }
    await reader.settle();
    expect(anewIn(reader)).toEqual([]);
  });
});
