import type { Download, ListingStore } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import type { Asking } from './asking.js';
import type { ObjectRef } from './object-ref.js';

/** Bytes that are asked for at once, and asked for again where they do not come whole. */
const PART_BYTES = 8 * 1024 * 1024;

/** A piece of an object that is fetched in one go. */
export interface ObjectPart {
  readonly object: ObjectRef;
  readonly from: number;
  /** The byte after the last. */
  readonly to: number;
}

/** The parts of an object from a byte on. One that is whole is held against its checksum. */
export function* objectParts(object: ObjectRef, from = 0): Generator<ObjectPart, void, undefined> {
  const { bytes } = object;
  if (bytes <= PART_BYTES) {
    yield { object, from: 0, to: bytes };
    return;
  }
  for (let at = from; at < bytes; at += PART_BYTES)
    yield { object, from: at, to: Math.min(bytes, at + PART_BYTES) };
}

export type Fetched =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** `changed`: it is not what was listed any more. */
  | { readonly kind: 'gone' | 'changed' | 'archived' }
  | { readonly kind: 'failed'; readonly error: unknown };

class Changed extends Error {}

/** All bytes of a part, or why there are none. Never rejects. */
export const fetchPart = async (store: ListingStore, asking: Asking, part: ObjectPart): Promise<Fetched> => {
  const { object, from, to } = part;
  if (object.bytes === 0) return { kind: 'bytes', bytes: Buffer.alloc(0) };
  const isWhole = from === 0 && to === object.bytes;
  try {
    const bytes = await asking.ask(to - from, async (call) => {
      const download = await store.get(object.key, {
        ...call,
        ...(object.etag !== '' && { ifMatch: object.etag }),
        ...(!isWhole && { range: { from, to: to - 1 } }),
      });
      return bytesOf(download, part);
    });
    return { kind: 'bytes', bytes };
  } catch (error) {
    if (error instanceof Changed) return { kind: 'changed' };
    if (error instanceof ObjectStoreFault) {
      if (error.class === 'precondition') return { kind: 'changed' };
      if (error.class === 'no-such-key') return { kind: 'gone' };
      if (error.class === 'archived') return { kind: 'archived' };
      // Asked for bytes after its end: it has become shorter.
      if (error.attempt.status === 416) return { kind: 'changed' };
    }
    return { kind: 'failed', error };
  }
};

const bytesOf = async ({ body, ...head }: Download, { object, from, to }: ObjectPart): Promise<Buffer> => {
  // Not every store heeds a condition.
  const isOther = object.etag !== '' && head.etag !== undefined && head.etag !== object.etag;
  const isCut = head.bytes !== to - from;
  if (isOther || isCut) {
    // It is let go of, so that nobody waits for the rest.
    for await (const _ of body) break;
    throw new Changed();
  }
  const all = Buffer.allocUnsafeSlow(to - from);
  let at = 0;
  for await (const piece of body) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};
