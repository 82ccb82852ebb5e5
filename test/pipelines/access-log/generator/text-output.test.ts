import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileOutput, streamOutput } from '../../../../src/pipelines/access-log/generator/text-output.js';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-output-'));
});
afterAll(() => rm(directory, { recursive: true }));

const writeAll = async (path: string, flags: 'w' | 'a', ...texts: readonly string[]): Promise<void> => {
  const output = await fileOutput(path, flags);
  for (const text of texts) await output.write(text);
  await output.close();
};

describe('fileOutput', () => {
  test('appends with a and begins anew with w', async () => {
    const path = join(directory, 'log');
    await writeAll(path, 'a', 'one\n', 'two\n');
    await writeAll(path, 'a', 'three\n');
    expect(await readFile(path, 'latin1')).toBe('one\ntwo\nthree\n');
    await writeAll(path, 'w', 'four\n');
    expect(await readFile(path, 'latin1')).toBe('four\n');
  });

  test('says which file cannot be opened', async () => {
    const path = join(directory, 'missing', 'log');
    await expect(fileOutput(path, 'a')).rejects.toMatchObject({
      code: 'undeliverable',
      message: expect.stringContaining(path),
    });
  });
});

describe('streamOutput', () => {
  test('resolves a write only when the stream has room for more', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const output = streamOutput(stream, 'a stream');
    let done = false;
    const writing = output.write('more than four').then(() => {
      done = true;
    });
    await new Promise(setImmediate);
    expect(done).toBe(false);
    stream.resume();
    await writing;
    expect(done).toBe(true);
  });

  test.each([
    ['EPIPE', 'output-closed'],
    ['ENOSPC', 'undeliverable'],
  ])('a stream that fails with %s rejects the write, or the next one, with %s', async (code, expected) => {
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, callback) => callback(Object.assign(new Error(code), { code })),
    });
    const output = streamOutput(stream, 'a stream');
    await expect(output.write('text')).rejects.toMatchObject({ code: expected });
    await expect(output.write('text')).rejects.toMatchObject({ code: expected });
    await output.close();
  });
});
