import type { Call, ObjectStore, Upload, UploadedPart } from '../object-store.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import { isThere, type NewObject, type NewObjectOptions } from './put-new.js';

/**
 * Completes an upload where there is no such object. It always looks before: that a store has conditional writes does not say
 * that it has them here. After `conflict` the upload is of no use, and after undefined it is still there, to be aborted.
 */
export const completeNew = async (
  store: ObjectStore,
  upload: Upload,
  parts: readonly UploadedPart[],
  { guard, hidesAbsent, ...call }: Call & NewObjectOptions,
): Promise<NewObject> => {
  if (await isThere(store, upload.key, call, hidesAbsent)) return undefined;
  try {
    return await store.completeUpload(upload, parts, { ...call, ifAbsent: guard === 'conditional' });
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'precondition') return undefined;
    throw error;
  }
};
