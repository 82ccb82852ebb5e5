import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { savedFiles } from '../../../../src/io/sources/file/saved/saved-position.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';
import { rotations } from '../../../support/rotations.js';
import { startAfter } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { openIn } from '../../../support/words-file.js';

const setUp = async (rotation: string) => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'access.log');
  const writer = new LogWriter(path);
  if (rotation.includes('symbolic')) writer.swapLink();
  return { directory, path, writer, reader: new LogReader({ path }) };
};

describe.each(Object.entries(rotations))('file, followed through rotation by %s', (name, rotate) => {
  it('gives every line once and in order while the writer never stops', async () => {
    const { writer, reader } = await setUp(name);
    writer.write(3);
    await reader.catchUp();
    let reading = true;
    const wrote = (async () => {
      for (let round = 0; round < 25; round++) {
        for (let i = 0; i <= round % 4; i++) {
          writer.write(1 + (round % 5));
          await turn();
        }
        rotate(writer);
      }
      writer.write(2);
      reading = false;
    })();
    while (reading) await reader.pull();
    await wrote;
    await reader.catchUp();
    await reader.settle();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([]);
  });

  it('gives every line once and in order when it looks after each step', async () => {
    const { writer, reader } = await setUp(name);
    for (let round = 0; round < 6; round++) {
      writer.write(2);
      await reader.catchUp();
      rotate(writer);
      await reader.catchUp();
    }
    writer.write(1);
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
  });

  it('gives every line once and in order when it goes on after each rotation, stopped in between', async () => {
    const { writer, reader } = await setUp(name);
    for (let round = 0; round < 6; round++) {
      writer.write(2);
      await reader.catchUp();
      await reader.stop();
      writer.write(2);
      for (let i = 0; i <= round % 3; i++) {
        rotate(writer);
        writer.write(2);
      }
    }
    await reader.catchUp();
    expect(reader.numbers).toEqual(writer.all);
    expect(reader.warnings).toEqual([]);
  });

  it('goes on from every earlier position with exactly the rest', async () => {
    const { path, writer, reader } = await setUp(name);
    for (let round = 0; round < 4; round++) {
      writer.write(3);
      await reader.catchUp();
      rotate(writer);
      writer.write(1);
    }
    await reader.catchUp();
    await reader.stop();
    let seen = 0;
    for (const [i, { rows }] of reader.chunks.entries()) {
      seen += rows.length;
      const again = new LogReader({ path });
      again.startFrom(startAfter(reader.chunks.slice(0, i + 1)));
      await again.catchUp();
      await again.stop();
      expect(again.numbers).toEqual(writer.all.slice(seen));
    }
  });

  it('finds its place while files are being renamed under its eyes', async () => {
    for (let delay = 0; delay < 25; delay++) {
      const { writer, reader } = await setUp(name);
      writer.write(2);
      await reader.catchUp();
      await reader.stop();
      for (let i = 0; i < 2; i++) {
        writer.write(2);
        rotate(writer);
      }
      const caughtUp = reader.catchUp();
      for (let i = 0; i < delay; i++) await turn();
      rotate(writer);
      await turn();
      rotate(writer);
      await caughtUp;
      await reader.catchUp();
      expect(reader.numbers).toEqual(writer.all);
      await reader.stop();
    }
  });

  it('keeps only the current file open in the end', async () => {
    const { directory, path, writer, reader } = await setUp(name);
    for (let round = 0; round < 4; round++) {
      writer.write(2);
      await reader.catchUp();
      rotate(writer);
    }
    writer.write(1);
    writer.reopen();
    await reader.settle();
    expect(await openIn(directory)).toEqual([await realpath(path)]);
    const { position, remembered } = reader.reached;
    const { files } = savedFiles(position, remembered);
    expect(files.filter(({ left }) => left === undefined)).toMatchObject([{ path }]);
  });
});
