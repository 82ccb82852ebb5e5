import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gunzip } from '../../../src/io/compression/gunzip.js';
import { Inflater } from '../../../src/io/compression/inflater.js';
import { GZIP_CASES } from '../../support/gzip-cases.js';
import { hasProgram } from '../../support/has-program.js';

const TEXT = Array.from({ length: 4000 }, (_, i) => `${i} word ${i * 7919}\n`).join('');

const unzip = async (bytes: Buffer, most: number) => {
  const pieces: Buffer[] = [];
  const gunzip = new Gunzip((piece) => pieces.push(piece));
  for (let from = 0; from < bytes.length; from += most) await gunzip.push(bytes.subarray(from, from + most));
  gunzip.end();
  const { problem, hasGarbage } = gunzip;
  const said = hasGarbage ? 'garbage' : problem?.includes('cut off') ? 'cut' : problem && 'damaged';
  return { text: Buffer.concat(pieces).toString(), said };
};

describe('Gunzip', () => {
  it.each(GZIP_CASES)('gives all of what is $name', async ({ bytes, said }) => {
    for (const most of [1_000_000, 4096, 7]) {
      expect(await unzip(bytes(TEXT), most)).toEqual({ text: TEXT, said });
    }
  });

  it('gives the same wherever the bytes are cut', async () => {
    const text = TEXT.slice(0, 2000);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...GZIP_CASES),
        fc.integer({ min: 1, max: 60 }),
        async ({ bytes, said }, most) => {
          expect(await unzip(bytes(text), most)).toEqual({ text, said });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('comes to an end with any bytes at all', async () => {
    const start = gzipSync(TEXT.slice(0, 300));
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(start.length),
        fc.integer({ min: 1, max: 40 }),
        async (tail, length, most) => {
          const bytes = Buffer.concat([start.subarray(0, length), tail]);
          await unzip(bytes, most);
        },
      ),
      { numRuns: 200 },
    );
  });

  const gzip = hasProgram('gzip');
  it.skipIf(!gzip)(`agrees with gzip -dc${gzip ? '' : ': NOT TESTED, there is no gzip'}`, async () => {
    for (const { bytes, name } of GZIP_CASES) {
      // What gzip takes for garbage behind zeros, though it is a member.
      if (name.includes('zeros after each')) continue;
      const { stdout } = spawnSync('gzip', ['-dc'], { input: bytes(TEXT) });
      expect([name, (await unzip(bytes(TEXT), 1000)).text]).toEqual([name, stdout.toString()]);
    }
  });

  it('answers whoever waits when it is closed', async () => {
    const gunzip = new Gunzip(() => undefined);
    const pushing = gunzip.push(gzipSync(TEXT));
    gunzip.close();
    await pushing;
  });
});

describe('Inflater', () => {
  it('answers where the data ends before the bytes do, though zlib never calls back', async () => {
    const inflater = new Inflater(() => undefined);
    const member = gzipSync('x');
    const raw = member.subarray(10);
    expect(await inflater.push(raw)).toEqual({ used: raw.length - 8, ended: true });
  });
});
