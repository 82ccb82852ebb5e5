import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSink } from '../../../src/io/sinks/file.js';
import { composeWith, prepareFrom, writeTo } from '../../support/drive-sink.js';
import { fileSinkInDirectory as setUp } from '../../support/file-sink-in-directory.js';
import { idLines, onlyDelivery, put, rowsOf } from '../../support/sink-rows.js';
import { tornWrite } from '../../support/torn-write.js';

describe('fileSink, writing', () => {
  it('has the whole path as its destination, so that the state finds it again, whatever it is called', async () => {
    const destination = `file ${join(process.cwd(), 'some/rows.txt')}`;
    const options = { path: 'some/rows.txt', format: idLines };
    expect(fileSink(options)).toMatchObject({ name: destination, destination });
    expect(fileSink({ ...options, name: 'rows' })).toMatchObject({ name: 'rows', destination });
  });

  it('writes not a byte once the signal is aborted, and all of them when it is written again', async () => {
    const { sink, text } = await setUp();
    const delivery = onlyDelivery(sink, rowsOf('a', 'b'), undefined);
    await expect(writeTo(sink, delivery, AbortSignal.abort())).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: true,
    });
    await expect(text()).rejects.toMatchObject({ code: 'ENOENT' });
    await writeTo(sink, delivery);
    expect(await text()).toBe('a\nb\n');
  });

  it('puts the bytes of characters, not their number, into offsets', async () => {
    const { sink, text } = await setUp();
    await put(sink, rowsOf('b'), await put(sink, rowsOf('é😀'), undefined));
    expect(await text()).toBe('é😀\nb\n');
  });

  it('bounds a delivery, and gives a longer row one of its own', async () => {
    const { sink } = await setUp({ deliveryBytes: 6 });
    const { deliveries } = composeWith(
      sink,
      rowsOf('a', 'b', 'c', 'd', 'longer than six', 'e'),
      undefined,
      0,
    );
    expect(deliveries.map(({ id, rows }) => [id, rows])).toEqual([
      ['rows.txt@0-6', 3],
      ['rows.txt@6-8', 1],
      ['rows.txt@8-24', 1],
      ['rows.txt@24-26', 1],
    ]);
  });

  it.each([
    ['the first bytes', 0.6, false],
    ['nothing', 0, false],
    ['everything', 1, false],
    ['zeros after the first bytes', 0.6, true],
  ])('puts a delivery over a torn attempt that left %s', async (_, share, zeros) => {
    const { sink, text } = await setUp();
    const saved = await put(sink, rowsOf('first'), undefined);
    const delivery = onlyDelivery(sink, rowsOf('second', 'third'), saved);
    await tornWrite(delivery, share, zeros);
    await writeTo(sink, delivery);
    expect(await text()).toBe('first\nsecond\nthird\n');
  });

  it('refuses a file that was truncated, and leaves it as it is', async () => {
    const { sink, path, text } = await setUp();
    const saved = await put(sink, rowsOf('first', 'second'), undefined);
    await truncate(path, 3);
    await expect(writeTo(sink, onlyDelivery(sink, rowsOf('third'), saved))).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: false,
      message: `Refused to write ${path} at byte 13: it has only 3 bytes. Somebody has truncated, replaced or written to it. Put it back as it was, or give the sink another path.`,
    });
    expect(await text()).toBe('fir');
  });

  it('refuses a file that was replaced by a longer one', async () => {
    const { sink, path } = await setUp();
    const saved = await put(sink, rowsOf('first'), undefined);
    await rename(path, `${path}.1`);
    await writeFile(path, 'somebody else has written this\n');
    await expect(writeTo(sink, onlyDelivery(sink, rowsOf('second'), saved))).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: false,
      message: expect.stringContaining('byte 0 is not the one that was written'),
    });
    expect(await readFile(`${path}.1`, 'utf8')).toBe('first\n');
  });

  it('refuses to write over what somebody else has appended', async () => {
    const { sink, path, text } = await setUp();
    const saved = await put(sink, rowsOf('first'), undefined);
    await appendFile(path, 'a note\n');
    await expect(writeTo(sink, onlyDelivery(sink, rowsOf('second'), saved))).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: false,
    });
    expect(await text()).toBe('first\na note\n');
  });

  it('refuses to write over a file that it was not prepared for', async () => {
    const { sink, path, text } = await setUp();
    await writeFile(path, 'old\n');
    await expect(writeTo(sink, onlyDelivery(sink, rowsOf('new'), undefined))).rejects.toMatchObject({
      code: 'undeliverable',
    });
    expect(await text()).toBe('old\n');
  });

  it('waits for a file that was moved away, and goes on when it is back', async () => {
    const { sink, path, text } = await setUp();
    const saved = await put(sink, rowsOf('first'), undefined);
    const delivery = onlyDelivery(sink, rowsOf('second'), saved);
    await rename(path, `${path}.1`);
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: true,
      message: `Cannot write ${path}: it is not there any more. Put it back, or mount what it is on. What waits is written then.`,
    });
    await rename(`${path}.1`, path);
    await writeTo(sink, delivery);
    expect(await text()).toBe('first\nsecond\n');
  });

  it('waits while a directory or a file stands in its way', async () => {
    const { directory } = await setUp();
    const inTheWay = join(directory, 'part');
    await writeFile(inTheWay, '');
    const sink = fileSink({ path: join(inTheWay, 'rows.txt'), format: idLines });
    const delivery = onlyDelivery(sink, rowsOf('a'), undefined);
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({ code: 'undeliverable', retryable: true });
    await rm(inTheWay);
    await mkdir(join(inTheWay, 'rows.txt'), { recursive: true });
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('it is a directory. Move the directory away'),
    });
    await rm(join(inTheWay, 'rows.txt'), { recursive: true });
    await writeTo(sink, delivery);
    expect(await readFile(join(inTheWay, 'rows.txt'), 'utf8')).toBe('a\n');
  });

  it('can be used by the next run after it was closed', async () => {
    const { sink, text } = await setUp();
    const saved = await put(sink, rowsOf('a'), await prepareFrom(sink, undefined));
    await sink.close();
    await put(sink, rowsOf('b'), await prepareFrom(sink, saved));
    expect(await text()).toBe('a\nb\n');
  });

  it('leaves no file open', async () => {
    const { sink, path } = await setUp();
    const saved = await put(sink, rowsOf('a'), await prepareFrom(sink, undefined));
    await truncate(path, 0);
    await expect(writeTo(sink, onlyDelivery(sink, rowsOf('b'), saved))).rejects.toThrow(
      'it has only 0 bytes',
    );
    const { ino } = await stat(path);
    const open = await readdir('/proc/self/fd').catch(() => []);
    const found = await Promise.all(open.map((fd) => stat(`/proc/self/fd/${fd}`).catch(() => undefined)));
    expect(found.filter((one) => one?.ino === ino && one.isFile())).toEqual([]);
  });
});
