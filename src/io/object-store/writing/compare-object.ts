import type { ChecksumAlgorithm } from '../checksum.js';
import type { Call, ObjectStore } from '../object-store.js';
import { ObjectStoreFault } from '../object-store-fault.js';

/** What is here, and is to be there. */
export interface LocalContent {
  readonly bytes: number;
  /** In base64; asked for at most once, and only where the lengths are the same. */
  checksum(algorithm: ChecksumAlgorithm): Promise<string>;
}

export interface CompareOptions extends Call {
  readonly version?: string;
  /** Reads the object, whatever the store says of it. */
  readonly readBack?: boolean;
}

/** `absent`: there is no such object. `forbidden`: it may not be seen, so nothing is known. */
export type Comparison = 'same' | 'other' | 'absent' | 'forbidden';

/** The bytes of an object under a checksum of our own. */
const readSum = async (store: ObjectStore, key: string, options: CompareOptions): Promise<string> => {
  const { checksumTaker } = await import('../s3/checksum-taker.js');
  const taker = checksumTaker('CRC32');
  for await (const piece of (await store.get(key, options)).body) taker.add(piece);
  return await taker.value();
};

/**
 * Whether an object has just these bytes: by length and by what the store says is their checksum, and where it says none by
 * reading them back. An ETag is no checksum, and is never looked at. Rejects with an ObjectStoreFault where neither can be had.
 */
export const compareObject = async (
  store: ObjectStore,
  key: string,
  local: LocalContent,
  options: CompareOptions,
): Promise<Comparison> => {
  try {
    const { bytes, checksums } = await store.head(key, options);
    if (bytes !== local.bytes) return 'other';
    const [stated] = options.readBack === true ? [] : checksums;
    const [algorithm, value] =
      stated === undefined
        ? (['CRC32', await readSum(store, key, options)] as const)
        : ([stated.algorithm, stated.value] as const);
    return (await local.checksum(algorithm)) === value ? 'same' : 'other';
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'no-such-key') return 'absent';
    if (error instanceof ObjectStoreFault && error.class === 'denied') return 'forbidden';
    throw error;
  }
};
