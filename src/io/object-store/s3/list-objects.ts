import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListingStore, ObjectPage } from '../object-store.js';
import type { Attempts } from './attempts.js';

/** Keys may hold what XML cannot, so they come escaped, as forms are. What cannot be, was not escaped whatever the store says. */
const plain = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
};

/** A page of what is under a prefix. */
export const listObjects = async (
  attempts: Attempts,
  bucket: string,
  prefix: string,
  { from, max, ...call }: Parameters<ListingStore['list']>[1],
): Promise<ObjectPage> => {
  const { output, course } = await attempts.run({ method: 'GET' }, call, (client, send) =>
    client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...(from !== undefined && { ContinuationToken: from }),
        ...(max !== undefined && { MaxKeys: max }),
      }),
      send,
    ),
  );
  const isEscaped = output.EncodingType === 'url';
  return {
    objects: (output.Contents ?? []).map(({ Key = '', Size, ETag, LastModified }) => ({
      key: isEscaped ? plain(Key) : Key,
      bytes: Size ?? 0,
      ...(ETag !== undefined && { etag: ETag }),
      ...(LastModified !== undefined && { modified: LastModified.getTime() }),
    })),
    ...(output.NextContinuationToken !== undefined &&
      output.IsTruncated === true && { next: output.NextContinuationToken }),
    attempt: course.attempt(),
  };
};
