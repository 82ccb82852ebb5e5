import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSink } from '../../../src/io/sinks/file.js';
import { composeWith, prepareFrom, writeTo } from '../../support/drive-sink.js';
import { fileSinkInDirectory as setUp } from '../../support/file-sink-in-directory.js';
import { idLines, onlyDelivery, put, rowsOf } from '../../support/sink-rows.js';
import { tornWrite } from '../../support/torn-write.js';

describe('fileSink at its start', () => {
  it('makes the file and its directories with the first row, and nothing before', async () => {
    const { directory } = await setUp();
    const path = join(directory, 'a', 'b', 'rows.txt');
    const sink = fileSink({ path, format: idLines });
    const saved = await put(sink, [], await prepareFrom(sink, undefined));
    expect(await readdir(directory)).toEqual([]);
    await put(sink, rowsOf('one'), saved);
    expect(await readFile(path, 'utf8')).toBe('one\n');
  });

  it('appends to what is there', async () => {
    const { sink, path, text } = await setUp();
    await writeFile(path, 'old\n');
    await put(sink, rowsOf('new'), await prepareFrom(sink, undefined));
    expect(await text()).toBe('old\nnew\n');
  });

  it('ends an unterminated last line first, once', async () => {
    const { sink, path, text } = await setUp();
    await writeFile(path, 'old');
    const saved = await put(sink, [], await prepareFrom(sink, undefined));
    await put(sink, rowsOf('c'), await put(sink, rowsOf('a', 'b'), saved));
    expect(await text()).toBe('old\na\nb\nc\n');
  });

  it('refuses a file of a state directory, by whatever way, and writes beside it', async () => {
    const { directory } = await setUp();
    const state = join(directory, 'state');
    await mkdir(join(state, 'journal-flow-log'), { recursive: true });
    await writeFile(join(state, 'data.mdb'), 'all that is known');
    await symlink('state/data.mdb', join(directory, 'rows.jsonl'));
    const prepare = async (path: string) => {
      const sink = fileSink({ path: join(directory, path), format: idLines });
      await prepareFrom(sink, undefined).finally(() => sink.close());
    };
    // It is no state yet.
    await prepare('state/data.mdb');
    await writeFile(join(state, 'tidemark-state.json'), '{}');
    for (const path of [
      'rows.jsonl',
      'state/data.mdb',
      'state/../state/lock.mdb',
      'state/tidemark-state.json',
      'state/owner-3',
      'state/journal-flow-log/journal-000000000000001.log',
    ])
      await expect(prepare(path), path).rejects.toMatchObject({
        code: 'bad-options',
        message: expect.stringContaining('is a file of the state in'),
      });
    await prepare('state/rows.jsonl');
    expect(await readFile(join(state, 'data.mdb'), 'utf8')).toBe('all that is known');
  });

  it('goes on in the newest of its rotated files, whatever else lies in the directory', async () => {
    const { directory, sink } = await setUp({ rotate: { size: 8 } });
    for (const name of ['rows.000009.txt', 'rows.000010.txt'])
      await writeFile(join(directory, name), 'old\n');
    for (const name of [
      'rows.txt',
      'rows.11.txt',
      'rows.000012.txt.gz',
      'rows.20200101T000000Z.txt',
      'rowsy.000013.txt',
    ])
      await writeFile(join(directory, name), 'not ours');
    await put(sink, rowsOf('a', 'bbb', 'c'), await prepareFrom(sink, undefined));
    expect(await readFile(join(directory, 'rows.000010.txt'), 'utf8')).toBe('old\na\n');
    expect(await readFile(join(directory, 'rows.000011.txt'), 'utf8')).toBe('bbb\nc\n');
    expect(await readFile(join(directory, 'rows.000009.txt'), 'utf8')).toBe('old\n');
  });

  it('begins anew by the new names when the rotation has been changed', async () => {
    const { directory, path, sink } = await setUp();
    const saved = await put(sink, rowsOf('a'), undefined);
    await sink.close();
    const rotating = fileSink({ path, format: idLines, rotate: { size: 10 } });
    await put(rotating, rowsOf('b'), await prepareFrom(rotating, saved));
    expect((await readdir(directory)).sort()).toEqual(['rows.000001.txt', 'rows.txt']);
    await rotating.close();
    const plain = fileSink({ path, format: idLines });
    await put(plain, rowsOf('c'), await prepareFrom(plain, { ...Object(saved), file: 'other' }));
    expect(await readFile(path, 'utf8')).toBe('a\nc\n');
  });

  it('cuts off what stands past the committed offset, and says so', async () => {
    const { sink, path, restarted, warnings, text } = await setUp();
    const saved = await put(sink, rowsOf('a', 'b'), undefined);
    await put(sink, rowsOf('lost', 'with its commit'), saved);
    await sink.close();
    const again = restarted();
    const resumed = await prepareFrom(again, structuredClone(saved));
    expect(await text()).toBe('a\nb\n');
    expect(warnings).toEqual([
      `Cut 21 bytes off the end of ${path}, past byte 4, the last that was committed. Their rows come again, or somebody else wrote them.`,
    ]);
    await put(again, rowsOf('c'), resumed);
    expect(await text()).toBe('a\nb\nc\n');
  });

  it('cuts nothing off a file that is not the one it left', async () => {
    const { sink, path, restarted, warnings, text } = await setUp();
    const saved = await put(sink, rowsOf('a', 'b'), undefined);
    await sink.close();
    await writeFile(path, 'something else\n');
    const again = restarted();
    const resumed = await prepareFrom(again, saved);
    await expect(writeTo(again, onlyDelivery(again, rowsOf('c'), resumed))).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: false,
    });
    expect(await text()).toBe('something else\n');
    expect(warnings).toEqual([]);
  });

  it('keeps what waits in the outbox: it ends at the committed offset', async () => {
    const { sink, restarted, text, warnings } = await setUp();
    const { deliveries, saved } = composeWith(sink, rowsOf('a', 'b', 'c'), undefined, 0);
    await tornWrite(deliveries[0]!, 0.5, false);
    await sink.close();
    const again = restarted();
    await prepareFrom(again, saved);
    await writeTo(again, deliveries[0]!);
    expect(await text()).toBe('a\nb\nc\n');
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a directory', (path: string) => mkdir(path)],
    ['no regular file', (path: string) => symlink('/dev/null', path)],
  ])('refuses %s as bad options', async (_, make) => {
    const { sink, path } = await setUp();
    await make(path);
    await expect(prepareFrom(sink, undefined)).rejects.toMatchObject({
      code: 'bad-options',
      message: `Cannot write ${path}: it is not a regular file, and this sink writes at positions. Name a file, or write to standard output.`,
    });
  });

  it('refuses a path that another sink of this process has, until that one is closed', async () => {
    const { sink, restarted } = await setUp();
    const other = restarted();
    await prepareFrom(sink, undefined);
    const refused = { code: 'bad-options', message: expect.stringContaining('Two sinks write to') };
    await expect(prepareFrom(other, undefined)).rejects.toMatchObject(refused);
    await expect(writeTo(other, onlyDelivery(other, rowsOf('a'), undefined))).rejects.toMatchObject(refused);
    await other.close();
    await expect(prepareFrom(other, undefined)).rejects.toMatchObject(refused);
    await sink.close();
    await prepareFrom(other, undefined);
  });

  it.each([
    [{ path: '' }, 'path is empty'],
    [{ path: 'a\0b' }, 'holds a NUL'],
    [{ rotate: { size: 0 } }, 'rotate.size is 0'],
    [{ rotate: { size: 1.5 } }, 'rotate.size is 1.5'],
    [{ rotate: { every: '500ms' } }, 'rotate.every is 500ms'],
    [{ rotate: { every: 1500 } }, 'rotate.every is 1500'],
    [{ deliveryBytes: Number.NaN }, 'deliveryBytes is NaN'],
  ])('refuses %o', (options, message) => {
    expect(() => fileSink({ path: 'rows.txt', format: idLines, ...options })).toThrow(message);
  });
});
