import { crc32, gzipSync } from 'node:zlib';

export interface GzipCase {
  readonly name: string;
  readonly bytes: (text: string) => Buffer;
  /** What there is to say of it; undefined: nothing. */
  readonly said: 'garbage' | 'cut' | 'damaged' | undefined;
}

const halves = (text: string): Buffer[] => {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].map((part) => gzipSync(part));
};

/** The header of gzip data with everything in it that may be there. */
const withWholeHeader = (text: string): Buffer => {
  const bytes = gzipSync(text);
  const header = Buffer.from(bytes.subarray(0, 10));
  header[3] = 0x02 | 0x04 | 0x08 | 0x10;
  const texts = Buffer.from('a name\0a comment\0');
  const whole = Buffer.concat([header, Buffer.from([3, 0, 1, 2, 3]), texts, Buffer.alloc(2)]);
  whole.writeUInt16LE(crc32(whole.subarray(0, -2)) & 0xffff, whole.length - 2);
  return Buffer.concat([whole, bytes.subarray(10)]);
};

/** Gzip data from which all of a text can be had, and what is to be said of it. */
export const GZIP_CASES: readonly GzipCase[] = [
  { name: 'as it should be', bytes: (text) => gzipSync(text), said: undefined },
  { name: 'with everything that a header may hold', bytes: withWholeHeader, said: undefined },
  {
    name: 'with one zero after its end',
    bytes: (text) => Buffer.concat([gzipSync(text), Buffer.alloc(1)]),
    said: undefined,
  },
  {
    name: 'padded with zeros to a tape block',
    bytes: (text) => Buffer.concat([gzipSync(text), Buffer.alloc(20_000)]),
    said: undefined,
  },
  { name: 'of several members', bytes: (text) => Buffer.concat(halves(text)), said: undefined },
  {
    name: 'of several members, empty ones among them',
    bytes: (text) => {
      const [first, second] = halves(text);
      const empty = gzipSync('');
      return Buffer.concat([empty, first ?? empty, empty, empty, second ?? empty, empty]);
    },
    said: undefined,
  },
  {
    name: 'of several members, with zeros after each',
    bytes: (text) => Buffer.concat(halves(text).flatMap((member) => [member, Buffer.alloc(700)])),
    said: undefined,
  },
  {
    name: 'with garbage after its end',
    bytes: (text) => Buffer.concat([gzipSync(text), Buffer.from('\nthis is no gzip\n')]),
    said: 'garbage',
  },
  {
    name: 'with zeros and then garbage after its end',
    bytes: (text) => Buffer.concat([gzipSync(text), Buffer.alloc(9), Buffer.from('x')]),
    said: 'garbage',
  },
  {
    name: 'with garbage after its end that begins as gzip does',
    bytes: (text) => Buffer.concat([gzipSync(text), Buffer.from([0x1f, 0x8b, 7, 1])]),
    said: 'garbage',
  },
  {
    name: 'with a second member that is cut off in its header',
    bytes: (text) => Buffer.concat([gzipSync(text), gzipSync('').subarray(0, 1)]),
    said: 'cut',
  },
  { name: 'without its last byte', bytes: (text) => gzipSync(text).subarray(0, -1), said: 'cut' },
  { name: 'without its checksum', bytes: (text) => gzipSync(text).subarray(0, -8), said: 'cut' },
  {
    name: 'with another checksum',
    bytes: (text) => {
      const bytes = gzipSync(text);
      bytes.writeUInt32LE((bytes.readUInt32LE(bytes.length - 8) ^ 1) >>> 0, bytes.length - 8);
      return bytes;
    },
    said: 'damaged',
  },
];

/** A part of the warning for it. */
export const SAID = {
  garbage: 'goes on after the end of its gzip data with something that is none',
  cut: 'it is cut off before its end',
  damaged: 'it is damaged',
} as const;

/** What input begins with that is compressed in a way that is not read. */
export const OTHERS: readonly (readonly [name: string, begins: Buffer])[] = [
  ['xz', Buffer.from('fd377a585a00', 'hex')],
  ['lz4', Buffer.from('04224d18', 'hex')],
  ['zip', Buffer.from('504b0304', 'hex')],
];
