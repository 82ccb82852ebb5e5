import type { Attempt } from '../../../object-store/attempt.js';
import type { UploadedPart } from '../../../object-store/object-store.js';
import type { Probe } from '../probe.js';

/** The least that a part may have which is not the last. */
const PART = 5 * 1024 * 1024;

/** How long it takes to write in parts, one after the other: from the beginning of the upload to its completion. */
export const multipart: Probe = async (test) => {
  const { store, key, payload, remains, memory } = test;
  const upload = await test.timed((call) => store.createUpload(key, call));
  remains.beginUpload(upload, await memory.remember(upload));
  const attempts: Attempt[] = [upload.attempt];
  const parts: UploadedPart[] = [];
  for (let from = 0; from < payload.length; from += PART) {
    const body = payload.subarray(from, from + PART);
    const part = await test.timed((call) => store.putPart(upload, parts.length + 1, body, call));
    parts.push(part);
    attempts.push(part.attempt);
  }
  const written = await remains.write(() =>
    test.timed((call) => store.completeUpload(upload, parts, { ...call, ifAbsent: false })),
  );
  await remains.endUpload();
  return { attempts: [...attempts, written.attempt] };
};
