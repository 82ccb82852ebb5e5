/** What the header of a frame of Zstandard says (RFC 8878, 3.1.1.1). */
export interface ZstdFrame {
  readonly kind: 'frame';
  /** Bytes of the header. */
  readonly length: number;
  /** Bytes of what came before that a frame may refer to; all of them are held. */
  readonly window: number;
  /** A checksum follows the last block. */
  readonly hasSum: boolean;
  /** Of the dictionary that it needs; 0: none. */
  readonly dictionary: number;
}

/** A frame that holds nothing: so many bytes in all are passed over. */
export interface SkippableFrame {
  readonly kind: 'skippable';
  readonly length: number;
}

const MAGIC = 0xfd2fb528;
const FEWEST_BYTES = 5;
const RESERVED = 0x08;
const SINGLE_SEGMENT = 0x20;
const HAS_SUM = 0x04;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const SIZE_BYTES = [0, 2, 4, 8] as const;

/** The frame that begins here; undefined: there is more to come; 'none': it is none. */
export const zstdFrame = (bytes: Buffer): ZstdFrame | SkippableFrame | 'none' | undefined => {
  if (!beginsAsZstd(bytes)) return 'none';
  if (bytes.length < FEWEST_BYTES) return undefined;
  if (bytes.readUInt32LE(0) !== MAGIC) {
    return bytes.length < 8 ? undefined : { kind: 'skippable', length: 8 + bytes.readUInt32LE(4) };
  }
  const flags = bytes[4] as number;
  if ((flags & RESERVED) !== 0) return 'none';
  const isSingle = (flags & SINGLE_SEGMENT) !== 0;
  const dictionaryBytes = DICTIONARY_BYTES[flags & 3] as number;
  const sizeFlag = flags >> 6;
  const sizeBytes = sizeFlag === 0 && isSingle ? 1 : (SIZE_BYTES[sizeFlag] as number);
  const dictionaryAt = FEWEST_BYTES + (isSingle ? 0 : 1);
  const sizeAt = dictionaryAt + dictionaryBytes;
  const length = sizeAt + sizeBytes;
  if (bytes.length < length) return undefined;
  return {
    kind: 'frame',
    length,
    window: isSingle ? contentSize(bytes, sizeAt, sizeBytes) : windowOf(bytes[FEWEST_BYTES] as number),
    hasSum: (flags & HAS_SUM) !== 0,
    dictionary: dictionaryBytes === 0 ? 0 : bytes.readUIntLE(dictionaryAt, dictionaryBytes),
  };
};

/** Whether these bytes begin as every frame of Zstandard does, as far as they go. */
export const beginsAsZstd = (bytes: Buffer): boolean =>
  fits(bytes, [0x28, 0xb5, 0x2f, 0xfd]) ||
  (((bytes[0] ?? 0x50) & 0xf0) === 0x50 && fits(bytes, [-1, 0x2a, 0x4d, 0x18]));

const fits = (bytes: Buffer, begin: readonly number[]): boolean =>
  begin.every((byte, i) => byte === -1 || i >= bytes.length || bytes[i] === byte);

/** Of the largest numbers more than can be. */
function contentSize(bytes: Buffer, at: number, length: number): number {
  if (length === 8) return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}
