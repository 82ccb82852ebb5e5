import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sampleOfFile, sampleOfStream } from '../../../src/io/sources/sample.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const LINES = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join('');

const file = async (bytes: string | Buffer): Promise<string> => {
  const path = join(await temporaryDirectory(), 'a.log');
  writeFileSync(path, bytes);
  return path;
};

describe('a sample of a file', () => {
  it('is all of it where it is no longer', async () => {
    const { bytes, isWhole, size } = await sampleOfFile(await file(`${LINES}no end`), 1e6);
    expect([bytes.toString(), isWhole, size]).toEqual([`${LINES}no end`, true, LINES.length + 6]);
  });

  it('is so many bytes of its beginning, and ends with a line', async () => {
    const { bytes, isWhole, size } = await sampleOfFile(await file(LINES), 100);
    expect([LINES.startsWith(bytes.toString()), isWhole, size]).toEqual([true, false, LINES.length]);
    expect(bytes.length).toBeGreaterThan(90);
    expect(bytes.at(-1)).toBe(0x0a);
  });

  it('is decompressed, and says what is wrong with that', async () => {
    const zipped = gzipSync(LINES);
    const whole = await sampleOfFile(await file(zipped), 1e6);
    expect([whole.bytes.toString(), whole.isWhole, whole.warnings]).toEqual([LINES, true, []]);
    const begun = await sampleOfFile(await file(zipped), 100);
    expect([begun.isWhole, begun.bytes.length <= 100]).toEqual([false, true]);
    const cut = await sampleOfFile(await file(zipped.subarray(0, zipped.length - 12)), 1e6);
    expect(cut.warnings).toHaveLength(1);
    expect(LINES.startsWith(cut.bytes.toString())).toBe(true);
  });

  it('is refused where there is none', async () => {
    await expect(sampleOfFile('/nowhere/a.log', 1)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(sampleOfFile(await temporaryDirectory(), 1)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

it.skipIf(process.platform !== 'linux')('of a file whose reading fails says why', async () => {
  await expect(sampleOfFile('/proc/self/mem', 100)).rejects.toThrow('Cannot read /proc/self/mem: ');
});

describe('a sample of a stream', () => {
  it('is all of it, or so much', async () => {
    const whole = await sampleOfStream('x', Readable.from([Buffer.from(LINES)]), 1e6, virtualClock());
    expect([whole.bytes.toString(), whole.isWhole]).toEqual([LINES, true]);
    const input = new PassThrough();
    input.write(LINES);
    const begun = await sampleOfStream('x', input, 100, virtualClock());
    expect([begun.isWhole, input.destroyed]).toEqual([false, true]);
  });

  it('is what came before it fell silent', async () => {
    const clock = virtualClock();
    const input = new PassThrough();
    input.write('a\nb\nhalf');
    const sample = sampleOfStream('x', input, 1e6, clock);
    while (clock.sleeping === 0) await turn();
    await clock.advance(10_000);
    expect(await sample).toMatchObject({ bytes: Buffer.from('a\nb\n'), isWhole: false });
  });
});
