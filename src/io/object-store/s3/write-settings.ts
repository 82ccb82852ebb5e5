import type { WriteOptions } from '../object-store.js';
import type { ObjectStoreSettings } from '../object-store-settings.js';

/** How an object is kept, for both ways of writing one. */
export const writeSettings = (
  { encryption, storageClass, contentType, tags }: ObjectStoreSettings,
  options: Omit<WriteOptions, 'ifAbsent'>,
) => ({
  ...(encryption !== undefined && { ServerSideEncryption: encryption.kind }),
  ...(encryption?.key !== undefined && { SSEKMSKeyId: encryption.key }),
  // What it is called is for the store to judge: those that are not AWS's have classes of their own.
  ...(storageClass !== undefined && { StorageClass: storageClass as 'STANDARD' }),
  ContentType: options.contentType ?? contentType ?? 'application/octet-stream',
  ...(tags !== undefined && { Tagging: new URLSearchParams(tags).toString().replaceAll('+', '%20') }),
  ...(options.metadata !== undefined && { Metadata: { ...options.metadata } }),
});
