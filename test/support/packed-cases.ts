import type { CompressionName } from '../../src/io/compression/unpacker.js';

/** Three lines, and what `bzip2 -9` and `zstd` make of them. */
export const LINES = 'a first line\nthe second\nand a third one\n';
const OF_BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWTbpMh8AAATRgAAQQAAvZZwAIAAxTAABE9TaQZNqRABWXcwHprDStdaz4qgkcsKm3+LuSKcKEgbdJkPg',
  'base64',
);
const OF_ZSTD = Buffer.from(
  'KLUv/SQoQQEAYSBmaXJzdCBsaW5lCnRoZSBzZWNvbmQKYW5kIGEgdGhpcmQgb25lClOfgQk=',
  'base64',
);
/** What it makes of three lines with a number each. */
export const WORDS_OF_BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWbRCjTgAAANZgAAQQAA4AAJBlIAgADEDQNAgGjQBDNUFBzT28yT4u5IpwoSFohRpwA==',
  'base64',
);
/** What `bzip2` makes of five million zeros. */
export const ZEROS_OF_BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWabi8/QAJkvAAsAACAAACCAAMMwFKaapEUbAoijxdyRThQkKbi8/QA==',
  'base64',
);
const NOTHING_OF_BZIP2 = Buffer.from('BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0', 'latin1');

const MAGIC = Buffer.from('28b52ffd', 'hex');
/** No checksum; a window of 1 MiB. */
const FRAME = Buffer.concat([MAGIC, Buffer.from([0x00, 0x50])]);

const block = (type: 0 | 1 | 3, size: number, isLast: boolean): Buffer => {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return bytes;
};

/** A frame of Zstandard that holds some bytes as they are, in blocks of so many. */
export const zstdStored = (bytes: Buffer, size = 1000): Buffer => {
  const blocks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    const part = bytes.subarray(from, from + size);
    blocks.push(block(0, part.length, from + size >= bytes.length), part);
  }
  if (bytes.length === 0) blocks.push(block(0, 0, true));
  return Buffer.concat([FRAME, ...blocks]);
};

/** A frame of Zstandard that holds so many times 128 KiB of one byte, in four bytes each. */
export const zstdRuns = (times: number): Buffer => {
  const run = Buffer.concat([block(1, 128 * 1024, false), Buffer.from([0x0a])]);
  return Buffer.concat([FRAME, ...Array.from({ length: times }, () => run), block(0, 0, true)]);
};

/** A frame that holds nothing. */
const skippable = Buffer.concat([
  Buffer.from('542a4d18', 'hex'),
  Buffer.from([3, 0, 0, 0]),
  Buffer.from('abc'),
]);

export interface PackedCase {
  readonly kind: CompressionName;
  readonly name: string;
  readonly bytes: Buffer;
  /** Of `LINES`, how often they come. */
  readonly times: number;
  readonly said: 'garbage' | 'cut' | 'damaged' | undefined;
}

const withByte = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes);
  other[at < 0 ? other.length + at : at] = (other.at(at) as number) ^ 1;
  return other;
};

const common = (kind: CompressionName, packed: Buffer, empty: Buffer): readonly PackedCase[] => [
  { kind, name: 'as it should be', bytes: packed, times: 1, said: undefined },
  {
    kind,
    name: 'of several parts',
    bytes: Buffer.concat([packed, empty, packed]),
    times: 2,
    said: undefined,
  },
  {
    kind,
    name: 'with zeros behind each',
    bytes: Buffer.concat([packed, Buffer.alloc(9), packed, Buffer.alloc(700)]),
    times: 2,
    said: undefined,
  },
  { kind, name: 'of nothing', bytes: empty, times: 0, said: undefined },
  {
    kind,
    name: 'with garbage behind',
    bytes: Buffer.concat([packed, Buffer.from('\nno such data\n')]),
    times: 1,
    said: 'garbage',
  },
  {
    kind,
    name: 'with zeros and garbage behind',
    bytes: Buffer.concat([packed, Buffer.alloc(5), Buffer.from('x')]),
    times: 1,
    said: 'garbage',
  },
  {
    kind,
    name: 'with a second part that is cut off',
    bytes: Buffer.concat([packed, packed.subarray(0, 3)]),
    times: 1,
    said: 'cut',
  },
  { kind, name: 'without its last byte', bytes: packed.subarray(0, -1), times: 1, said: 'cut' },
  { kind, name: 'with another checksum', bytes: withByte(packed, -2), times: 1, said: 'damaged' },
];

/** What can be read to its end, and what is to be said of it. */
export const PACKED_CASES: readonly PackedCase[] = [
  ...common('zstd', OF_ZSTD, zstdStored(Buffer.alloc(0))),
  ...common('bzip2', OF_BZIP2, NOTHING_OF_BZIP2),
  {
    kind: 'zstd',
    name: 'with frames before, between and behind that hold nothing',
    bytes: Buffer.concat([skippable, OF_ZSTD, skippable, skippable, OF_ZSTD, skippable]),
    times: 2,
    said: undefined,
  },
  {
    kind: 'zstd',
    name: 'stored in several blocks',
    bytes: zstdStored(Buffer.from(LINES), 7),
    times: 1,
    said: undefined,
  },
  {
    kind: 'zstd',
    name: 'with another checksum, and a frame behind',
    bytes: Buffer.concat([withByte(OF_ZSTD, -1), OF_ZSTD]),
    times: 2,
    said: 'damaged',
  },
  {
    kind: 'bzip2',
    name: 'with a block of another checksum, and a stream behind',
    bytes: Buffer.concat([withByte(OF_BZIP2, 11), OF_BZIP2]),
    times: 2,
    said: 'damaged',
  },
];

/** What nothing of can be had. */
export const PACKED_REFUSED: readonly (readonly [name: string, bytes: Buffer, why: RegExp])[] = [
  [
    'a window of 256 MiB',
    Buffer.concat([MAGIC, Buffer.from([0, 18 << 3]), block(0, 0, true)]),
    /the last 256 MiB .*--memory=256MiB/,
  ],
  ['a dictionary', Buffer.concat([MAGIC, Buffer.from([0x01, 0x50, 7]), block(0, 0, true)]), /dictionary/],
  ['a reserved block', Buffer.concat([FRAME, block(3, 0, true)]), /it is damaged \(no such block\)/],
  [
    'a block that is too large',
    Buffer.concat([FRAME, block(1, 200_000, true), Buffer.from('x')]),
    /it is damaged/,
  ],
  [
    'a reserved flag',
    Buffer.concat([MAGIC, Buffer.from([0x08, 0x50]), block(0, 0, true)]),
    /incorrect header/,
  ],
  ['a header alone', OF_BZIP2.subarray(0, 10), /cut off before its end/],
  [
    'a block that is none',
    Buffer.concat([OF_BZIP2.subarray(0, 10), Buffer.alloc(50, 0xff)]),
    /it is damaged/,
  ],
];

/** Writes bits, the highest of each byte first. */
class BitWriter {
  #bits = '';

  write(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }

  get bytes(): Buffer {
    const bits = this.#bits.padEnd(Math.ceil(this.#bits.length / 8) * 8, '0');
    return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  }
}

/**
 * A block of bzip2 with a run whose length is written in so many digits: 32 of them add up to -1 in 32 bits, and there are
 * decoders that count from there down to 0.
 */
export const bzip2Run = (digits: number): Buffer => {
  const bits = new BitWriter();
  for (const byte of Buffer.from('BZh1\x31\x41\x59\x26\x53\x59\0\0\0\0', 'latin1')) bits.write(byte, 8);
  // Not randomised, begins at 0; the letter a alone; two codes, the first for each fifty.
  bits.write(0, 1).write(0, 24).write(0x0200, 16).write(0x4000, 16).write(2, 3).write(2, 15).write(0, 2);
  // Of both codes: 0 and 1 for the digits, and for the end, have two bits each.
  for (let code = 0; code < 2; code++) bits.write(2, 5).write(0, 3);
  for (let digit = 0; digit < digits; digit++) bits.write(0, 2);
  return bits.write(2, 2).write(0, 200).bytes;
};
