import { closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { later } from '../../../support/later.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const setUp = async () => {
  const path = join(await temporaryDirectory(), 'access.log');
  return { path, writer: new LogWriter(path), reader: new LogReader({ path }) };
};

/** Lines that are written anew after a truncation: fewer, as many, more bytes than there were. */
const SIZES = { smaller: 1, equal: 3, larger: 30 } as const;

describe.each(Object.entries(SIZES))('file, truncated and written anew to a %s size', (size, lines) => {
  it('gives every line once and in order when it had seen the end before, stopped or not', async () => {
    for (const stopped of [false, true]) {
      const { path, writer, reader } = await setUp();
      writer.write(3);
      await reader.catchUp();
      if (stopped) await reader.stop();
      const before = statSync(path).size;
      writer.truncate();
      writer.write(lines);
      if (size === 'equal') expect(statSync(path).size).toBe(before);
      await reader.catchUp();
      expect(reader.numbers).toEqual(writer.all);
      expect(reader.warnings).toHaveLength(1);
    }
  });

  it('loses only what was not seen when it was truncated, and gives nothing twice', async () => {
    const { writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    writer.write(2);
    writer.truncate();
    writer.write(lines);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all.filter((number) => number !== 6 && number !== 7));
  });
});

describe('file, written anew', () => {
  it('hands over a partial line even where it was all there was', async () => {
    const { writer, reader } = await setUp();
    writer.put('1 half');
    await reader.catchUp();
    writer.truncate();
    writer.put('2 whole\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2]);
  });
});

describe('file, copied and truncated', () => {
  it('loses only what is written between the copying and the truncating', async () => {
    const { writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    writer.write(2);
    writer.copyTruncate(() => writer.write(3));
    writer.write(2);
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 11, 12]);
  });

  it('does not lose even that when it looked in between', async () => {
    const { writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    writer.write(2);
    writer.copyTruncate(() => writer.write(3));
    expect(reader.numbers).toHaveLength(5);
    writer.write(2);
    await reader.catchUp();
    writer.write(3);
    await reader.catchUp();
    writer.copyTruncate();
    writer.write(1);
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16]);
  });

  it('reads what was copied since from a file that was empty when it stopped', async () => {
    const { path, writer, reader } = await setUp();
    writer.write(2);
    await reader.catchUp();
    writer.copyTruncate();
    await reader.catchUp();
    await reader.stop();
    await later(path);
    for (let day = 0; day < 2; day++) {
      writer.write(3);
      writer.copyTruncate();
    }
    writer.write(1);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([]);
  });

  it('goes on in a copy that was compressed meanwhile', async () => {
    const { path, writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    await reader.stop();
    writer.write(2);
    writer.copyTruncate();
    writer.compress(`${path}.1`);
    writer.write(1);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
  });
});

describe('file, deleted and created again', () => {
  it('reads what was deleted to its end, then the new one', async () => {
    const { writer, reader } = await setUp();
    for (let round = 0; round < 4; round++) {
      writer.write(2);
      await reader.catchUp();
      writer.write(2);
      writer.delete();
      if (round % 2 === 1) await reader.catchUp();
      writer.write(2);
      writer.reopen();
      writer.write(2);
      await reader.catchUp();
    }
    expect(reader.numbers).toEqual(writer.all);
  });

  it('reads a new file of the same beginning from its beginning', async () => {
    const { writer, reader } = await setUp();
    writer.put('1 same\n2 same\n');
    await reader.catchUp();
    writer.delete();
    writer.reopen();
    writer.put('1 same\n2 same\n3 more\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 1, 2, 3]);
  });

  it('tells a file of the same inode by its first bytes', async () => {
    let reused = 0;
    for (let attempt = 0; attempt < 20 && reused < 3; attempt++) {
      const { path, writer, reader } = await setUp();
      writer.write(5);
      await reader.catchUp();
      await reader.stop();
      const { ino } = statSync(path);
      writer.delete();
      writer.reopen();
      writer.write(10);
      if (statSync(path).ino !== ino) continue;
      reused++;
      await reader.catchUp();
      expect(reader.numbers).toEqual(writer.all);
      expect(reader.warnings).toEqual([
        `${path} was written anew: it begins with other bytes than before. Reading it from the beginning.`,
      ]);
    }
    // Where the file system never gives an inode twice, a file written over stands for it.
    const { path, writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    await reader.stop();
    writer.written += 5;
    writeFileSync(path, '11 line 11\n12 line 12\n13 line 13\n14 line 14\n15 line 15\n16 line 16\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 16]);
  });

  it('goes on where it was after a file was replaced by a copy of itself while nothing was reading', async () => {
    const { path, writer, reader } = await setUp();
    writer.write(5);
    await reader.catchUp();
    await reader.stop();
    writer.write(1);
    writer.copyTo(`${path}.copy`);
    writer.delete();
    writer.reopen();
    writer.moveHere(`${path}.copy`);
    writer.write(1);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
  });
});

describe('file, rotated out of sight', () => {
  it('says that something may be lost when the file it was reading is gone, and reads what is newer', async () => {
    const { path, writer, reader } = await setUp();
    writer.write(3);
    await reader.catchUp();
    await reader.stop();
    // Held open, so that its inode is not given to another.
    const held = openSync(path, 'r');
    onTestFinished(() => closeSync(held));
    for (let round = 0; round < 3; round++) {
      writer.shiftAndKeep(2);
      writer.reopen();
      writer.write(2);
    }
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([
      `The file that was read as ${path} up to byte 27 is gone; what came after that in it is lost. Going on with the oldest file that is newer.`,
    ]);
  });

  it('finds the file again under any name in its directory by its inode', async () => {
    const { path, writer, reader } = await setUp();
    writer.write(3);
    await reader.catchUp();
    await reader.stop();
    writer.write(2);
    writer.moveTo(join(path, '..', 'old'));
    writer.reopen();
    writer.write(2);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([]);
  });
});
