import { createHash } from 'node:crypto';
import { putNew } from '../../object-store/writing/put-new.js';
import { checksumOf } from './checksum-of.js';
import type { Content } from './content.js';
import type { Uploads } from './uploads.js';

/** Bytes that are in memory whole: one request. */
export const smallContent = (body: Uint8Array, uploads: Uploads, signal: AbortSignal): Content => ({
  bytes: body.length,
  isLarge: false,
  checksum: (algorithm) => checksumOf(algorithm, [body]),
  hash: async () => createHash('sha256').update(body).digest('hex').slice(0, 16),
  put: async (key) => {
    const { store, guard, requests } = uploads;
    const hidesAbsent = guard === 'head' && (await uploads.hidesAbsent(signal));
    return requests.ask(body.length, signal, (call) =>
      putNew(store, key, body, { ...call, guard, hidesAbsent }),
    );
  },
});
