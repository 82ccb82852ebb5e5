import { TidemarkError } from '../../../operators/tidemark-error.js';
import { hasCode } from '../../disk/has-code.js';
import { nameOf } from '../state-key.js';
import type { StateKey } from '../state-store.js';
import type { Environment } from './environment.js';
import { encodePage, encodeValue } from './record-value.js';

/** One record that a commit writes or removes. */
export interface RecordWrite {
  readonly key: Buffer;
  /** Bytes of the value, or a little less. */
  readonly size: number;
  /** Good until the next is asked for; undefined: what is there is removed. */
  value(): Buffer | undefined;
}

/** Bytes of the largest record. LMDB writes one in a single call, and the system takes no more than 2 GiB at once. */
const MOST = 2 ** 30;
/** Beside its name, which is short. */
const MOST_OF_PAGE = MOST - 2 ** 20;

/** Bytes alone; what only looks like them comes back as what it was. */
const isPage = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && value.constructor === Uint8Array;

/** Encoded at once. Throws for a value that cannot be cloned, and 'unwritable' for one of more than 1 GiB. */
export const valueWrite = (owner: StateKey, key: Buffer, value: unknown): RecordWrite => {
  let bytes: Buffer;
  try {
    bytes = encodeValue(key, value);
  } catch (error) {
    throw hasCode(error, 'ERR_BUFFER_TOO_LARGE') ? tooLarge(owner, 'more than 4 GiB', error) : error;
  }
  if (bytes.length > MOST) throw tooLarge(owner, `${bytes.length} bytes`);
  return { key, size: bytes.length, value: () => bytes };
};

/** Of a name and bytes. Encoded when it is written: all pages of a large state at once would be in memory twice. */
export const pageWrite = (owner: StateKey, key: Buffer, name: string, page: Uint8Array): RecordWrite => {
  if (page.length > MOST_OF_PAGE) throw tooLarge(owner, `${page.length} bytes`);
  return { key, size: page.length, value: () => encodePage(key, name, page) };
};

/** A pair of a name and any value; a value that is undefined removes what is there. */
export const pairWrite = (owner: StateKey, key: Buffer, name: string, value: unknown): RecordWrite => {
  if (value === undefined) return { key, size: 0, value: () => undefined };
  return isPage(value) ? pageWrite(owner, key, name, value) : valueWrite(owner, key, [name, value]);
};

export const writeRecord = (database: Environment, { key, value }: RecordWrite): void => {
  const bytes = value();
  if (bytes === undefined) database.removeSync(key);
  else database.putSync(key, bytes);
};

const tooLarge = (owner: StateKey, size: string, cause?: unknown): TidemarkError =>
  new TidemarkError(
    'unwritable',
    `Cannot commit ${nameOf(owner)}: a state or delivery of ${size} is more than the 1 GiB that a state directory holds in one piece. Use smaller windows, fewer keys or smaller batches.`,
    { cause },
  );
