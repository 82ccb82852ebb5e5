import { createHash } from 'node:crypto';
import type { ListedObject } from '../../object-store/object-store.js';
import { timeInKey } from './time-in-key.js';

/** An object that is to be read, or is. */
export interface ObjectRef {
  readonly key: string;
  readonly bytes: number;
  /** As the store says it; '' where it says none. */
  readonly etag: string;
  /** When it was written, in epoch milliseconds; Infinity where nobody knows. */
  readonly modified: number;
  /** What it is read in the order of: the time that its key tells, else that at which it was written. */
  readonly order: number;
}

export const objectRef = ({ key, bytes, etag = '', modified = Infinity }: ListedObject): ObjectRef => ({
  key,
  bytes,
  etag,
  modified,
  order: timeInKey(key) ?? modified,
});

/** Which of two is read first. */
export const inOrder = (a: ObjectRef, b: ObjectRef): number => {
  if (a.order !== b.order) return a.order - b.order;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
};

/** 96 bits: that two of a billion objects have the same is less likely than any fault of a disk. */
const shortened = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** What a key is known by. */
export const keyMark = (key: string): string => shortened(key);

/** What the content of an object is known by. */
export const contentMark = ({ etag, bytes, modified }: ObjectRef): string =>
  shortened(etag === '' ? `${bytes} ${modified}` : etag);
