import { type Comparison, compareObject } from '../../object-store/writing/compare-object.js';
import type { Content } from './content.js';
import { FileFault } from './file-fault.js';
import type { Uploads } from './uploads.js';

/** Where a content is, and that is certain. */
export interface Placed {
  readonly key: string;
  /** It was there already. */
  readonly found: boolean;
  /** Under the key that it was to have there is something else. */
  readonly conflict: boolean;
}

export interface PlaceOptions {
  readonly verify: 'checksum' | 'read-back';
  /** It may be there already: an earlier attempt has not told. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/** Keys that are tried beside the one that it was to have; each ends with one digit. */
const MOST_OTHERS = 9;

/**
 * Puts a content under a key where there is nothing, and sees that it is there. Where there is something else it goes under the key with
 * `~` and its hash, or beside that, and nothing is overwritten. Rejects with an ObjectStoreFault or a FileFault; then nothing is certain.
 */
export const placeContent = async (
  content: Content,
  key: string,
  uploads: Uploads,
  options: PlaceOptions,
): Promise<Placed> => {
  const placed = await placeAt(content, key, uploads, options);
  if (placed !== undefined) return { key, ...placed, conflict: false };
  const other = `${key}~${await content.hash()}`;
  // What is there already under that is most often what a store has spoilt of ours: it may do so again, and not for ever.
  for (let turn = 1; turn <= MOST_OTHERS; turn++) {
    const place = turn === 1 ? other : `${other}.${turn}`;
    const placedThere = await placeAt(content, place, uploads, options);
    if (placedThere !== undefined) return { key: place, ...placedThere, conflict: true };
  }
  throw new FileFault('unverified', `there is something else under ${key}, ${other} and all keys beside it`);
};

/** Undefined: there is something else. Rejects as `placeContent` does. */
export const placeAt = async (
  content: Omit<Content, 'hash'>,
  place: string,
  uploads: Uploads,
  { verify, again, signal }: PlaceOptions,
): Promise<{ readonly found: boolean } | undefined> => {
  const compare = (readBack: boolean): Promise<Comparison> =>
    uploads.requests.ask(readBack ? content.bytes : 0, signal, (call) =>
      compareObject(uploads.store, place, content, { ...call, readBack }),
    );
  const readBack = verify === 'read-back';
  // A large one is not sent to find that out.
  if (content.isLarge && again) {
    const there = await compare(readBack);
    if (there === 'same') return { found: true };
    if (there === 'other') return undefined;
    if (there === 'forbidden' && !(await uploads.hidesAbsent(signal))) throw unreadable();
  }
  const written = await content.put(place);
  if (written?.isConfirmed === true && !readBack) return { found: false };
  const there = await compare(readBack || written !== undefined);
  switch (there) {
    case 'same':
      return { found: written === undefined };
    case 'other':
      if (written !== undefined)
        throw new FileFault('unverified', 'the store has other bytes than it was sent');
      return undefined;
    case 'absent':
      throw new FileFault('race', 'somebody else writes and removes its key at the same time');
    case 'forbidden':
      throw unreadable();
  }
};

const unreadable = (): FileFault =>
  new FileFault('unverified', 'cannot read the object that has its key: needs s3:GetObject');
