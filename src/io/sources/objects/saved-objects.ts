import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { ObjectRef } from './object-ref.js';

/** An object that is being read, and how far. */
export interface SavedObject extends Pick<ObjectRef, 'key' | 'bytes' | 'etag' | 'modified'> {
  /** The first byte of its content that is still to be read. */
  readonly offset: number;
  /** Its bytes are its content: it can be read from anywhere. */
  readonly isPlain: boolean;
  /** What the decoder saved there. */
  readonly codec: unknown;
}

/** The position of a source of objects; which of them it has read is remembered by key. */
export interface SavedPosition {
  readonly version: 1;
  /** Of all that was written before then, nothing is to be read any more, in epoch milliseconds; absent: of nothing. */
  readonly horizon?: number;
  /** How many objects lay behind it. */
  readonly behind: number;
  readonly object?: SavedObject;
}

/** An object that was read: when it was written, and its content. */
export interface ReadObject {
  readonly modified: number;
  readonly content: string;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isTime = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);

const isSavedObject = (value: unknown): value is SavedObject =>
  isObject(value) &&
  typeof value.key === 'string' &&
  typeof value.etag === 'string' &&
  [value.bytes, value.offset].every((count) => Number.isSafeInteger(count)) &&
  isTime(value.modified) &&
  typeof value.isPlain === 'boolean';

const isSavedPosition = (value: unknown): value is SavedPosition =>
  isObject(value) &&
  value.version === 1 &&
  Number.isSafeInteger(value.behind) &&
  (value.horizon === undefined || isTime(value.horizon)) &&
  (value.object === undefined || isSavedObject(value.object));

const isReadObject = (value: unknown): value is ReadObject =>
  isObject(value) && isTime(value.modified) && typeof value.content === 'string';

export interface SavedObjects {
  readonly position: SavedPosition | undefined;
  /** By the mark of the key. */
  readonly read: ReadonlyMap<string, ReadObject>;
}

/** Reads back what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const savedObjects = (position: unknown, remembered: ReadonlyMap<string, unknown>): SavedObjects => {
  if (position === undefined && remembered.size === 0) return { position: undefined, read: new Map() };
  const read = new Map<string, ReadObject>();
  for (const [key, value] of remembered) {
    if (!isReadObject(value)) throw foreign();
    read.set(key, value);
  }
  if (!isSavedPosition(position)) throw foreign();
  return { position, read };
};

const foreign = (): TidemarkError =>
  new TidemarkError(
    'bad-options',
    'Cannot resume: the saved position does not belong to objects of a bucket. Use another pipeline name, or remove the saved state.',
  );
