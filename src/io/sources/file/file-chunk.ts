import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Decoded } from '../../codecs/codec.js';
import type { Announcement } from './file-set.js';

/** What a file source hands over, of a partition where it has a name. */
export const fileChunk = <T>(
  decoded: Decoded<T>,
  name: string | undefined,
  announcement: Announcement,
): Chunk<T> => {
  if (name === undefined) return { ...decoded, ...announcement };
  const { rejected } = decoded;
  const named = rejected.length === 0 ? NONE_REJECTED : rejected.map((one) => ({ ...one, partition: name }));
  return { ...decoded, rejected: named, ...announcement, partition: name };
};
