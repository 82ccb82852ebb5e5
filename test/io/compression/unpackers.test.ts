import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompressionName, Unpacker } from '../../../src/io/compression/unpacker.js';
import { compressed, unpackersOf } from '../../../src/io/compression/unpackers.js';
import { zstdOfNode } from '../../../src/io/compression/zstd/zstd-of-node.js';
import { zstdOfWasm } from '../../../src/io/compression/zstd/zstd-of-wasm.js';
import { ZstdUnpacker } from '../../../src/io/compression/zstd/zstd-unpacker.js';
import { hasProgram } from '../../support/has-program.js';
import {
  bzip2Run,
  LINES,
  PACKED_CASES,
  PACKED_REFUSED,
  ZEROS_OF_BZIP2,
  zstdRuns,
  zstdStored,
} from '../../support/packed-cases.js';

const ofNode = zstdOfNode();
if (ofNode === undefined)
  process.stderr.write('NOT TESTED: this Node has no zstd of its own; what it would read is read without.\n');

const makers = {
  zstd: await (async () => {
    const ofWasm = await zstdOfWasm();
    return () => new ZstdUnpacker(ofWasm);
  })(),
  bzip2: await unpackersOf('bzip2'),
  gzip: await unpackersOf('gzip'),
} satisfies Record<CompressionName, () => Unpacker>;

const unpacked = async (unpacker: Unpacker, bytes: Buffer, most: number) => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += most) {
    const lent = Buffer.from(bytes.subarray(from, from + most));
    for await (const piece of unpacker.push(lent)) pieces.push(piece);
    lent.fill(0xee);
  }
  for await (const piece of unpacker.end()) pieces.push(piece);
  expect(unpacker.isOver).toBe(true);
  const { problem, hasGarbage, isTorn } = unpacker;
  const said = hasGarbage ? 'garbage' : problem?.includes('cut off') ? 'cut' : problem && 'damaged';
  return { text: Buffer.concat(pieces).toString(), said, problem, isTorn };
};

describe.each(PACKED_CASES)('$kind, $name', ({ kind, bytes, times, said }) => {
  const expected = { text: LINES.repeat(times), said };

  it('gives all that there is, wherever the bytes are cut', async () => {
    for (const most of [1000, 7, 1])
      expect(await unpacked(makers[kind](), bytes, most)).toMatchObject(expected);
  });

  it.skipIf(kind !== 'zstd' || ofNode === undefined)('is the same to Node itself', async () => {
    if (ofNode !== undefined)
      expect(await unpacked(new ZstdUnpacker(ofNode), bytes, 16)).toMatchObject(expected);
  });

  it('is known by its first bytes, and by fewer not for anything else', () => {
    expect(compressed(bytes.subarray(0, 10))).toEqual({ kind: 'packed', name: kind });
    for (const length of [1, 2, 3])
      expect(['more', 'packed']).toContain(compressed(bytes.subarray(0, length)).kind);
  });
});

it.each(PACKED_REFUSED)('says why nothing can be had of %s', async (_, bytes, why) => {
  const how = compressed(bytes);
  const made = makers[how.kind === 'packed' ? how.name : 'gzip']();
  expect(await unpacked(made, bytes, 5)).toMatchObject({ text: '', problem: expect.stringMatching(why) });
});

it('takes text for text, whatever it begins with', () => {
  for (const text of ['BZh91AY and more', 'BZip2 is a program', '(', 'P*M', 'B', 'Z', ''])
    expect(compressed(Buffer.from(text.padEnd(12)))).toEqual({ kind: 'plain' });
});

it('makes no more at once than there is room for, however much the data swells up', async () => {
  for (const [kind, bytes, size] of [
    ['zstd', zstdRuns(400), 400 * 128 * 1024],
    ['bzip2', ZEROS_OF_BZIP2, 5_000_000],
  ] as const) {
    let made = 0;
    const unpacker = makers[kind]();
    for (const pieces of [unpacker.push(bytes), unpacker.end()]) {
      for await (const piece of pieces) {
        made += piece.length;
        expect(piece.length).toBeLessThanOrEqual(128 * 1024);
      }
    }
    expect([kind, made, unpacker.problem]).toEqual([kind, size, undefined]);
  }
});

it('refuses a run of bzip2 that is longer than any number, and does not count it', async () => {
  for (const digits of [25, 31, 32, 33, 64]) {
    const { problem } = await unpacked(makers.bzip2(), bzip2Run(digits), 1000);
    expect([digits, problem]).toEqual([digits, 'it is damaged (a run that is too long)']);
  }
  const { text, problem } = await unpacked(makers.bzip2(), bzip2Run(2), 1000);
  expect([text, problem]).toEqual(['aaa', 'it is damaged (its checksum does not fit)']);
});

it('gives what came before it, and says so, wherever the data is cut', async () => {
  for (const { kind, bytes, said, times } of PACKED_CASES) {
    if (said !== undefined || times === 0) continue;
    for (let length = 4; length < bytes.length; length += 11) {
      const found = await unpacked(makers[kind](), bytes.subarray(0, length), 16);
      expect(LINES.repeat(times).startsWith(found.text), `${kind} ${length}`).toBe(true);
    }
  }
});

it('comes to an end with any bytes at all, and never gives other content unsaid', async () => {
  const cases = PACKED_CASES.filter(({ times, said }) => times > 0 && said === undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.uint8Array({ maxLength: 20 }),
      async ({ kind, bytes, times, name }, place, by, tail) => {
        const other = Buffer.concat([bytes, tail]);
        const at = place % bytes.length;
        other[at] = (other[at] as number) ^ by;
        const { text, said } = await unpacked(makers[kind](), other, 9);
        // What is stored has no checksum.
        if (said === undefined && !name.includes('stored'))
          expect(LINES.repeat(times).startsWith(text)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

const TEXT = Array.from({ length: 20_000 }, (_, i) => `${i} word ${i * 7919}\n`).join('');

describe.each([
  ['zstd', ['-3']],
  ['zstd', ['-19', '--long=27']],
  ['zstd', ['--no-check', '-1']],
  ['bzip2', ['-1']],
  ['bzip2', ['-9']],
] as const)('%s %j', (kind, options) => {
  const has = hasProgram(kind);

  it.skipIf(!has)(`is undone${has ? '' : `: NOT TESTED, there is no ${kind}`}`, async () => {
    for (const content of [TEXT, 'x', '', 'ab'.repeat(60_000), '\0'.repeat(400_000)]) {
      const { stdout } = spawnSync(kind, ['-c', ...options], { input: content, maxBuffer: 1e9 });
      expect(await unpacked(makers[kind](), stdout, 16 * 1024)).toMatchObject({
        said: undefined,
        text: content,
      });
    }
  });
});

it('reads frames that hold nothing but blocks of nothing', async () => {
  const bytes = Buffer.concat([zstdRuns(0), zstdStored(Buffer.from(LINES), 40)]);
  expect(await unpacked(makers.zstd(), bytes, 3)).toMatchObject({ text: LINES, said: undefined });
});
