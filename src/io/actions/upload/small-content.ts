import { createHash } from 'node:crypto';
import { backoff } from '../../backoff.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { putNew } from '../../object-store/writing/put-new.js';
import { checksumOf } from './checksum-of.js';
import type { Content } from './content.js';
import type { Uploads } from './uploads.js';

/** Times that a write is sent which meets another writer. */
const TRIES = 3;

/** Bytes that are in memory whole: one request. */
export const smallContent = (body: Uint8Array, uploads: Uploads, signal: AbortSignal): Content => ({
  bytes: body.length,
  isLarge: false,
  checksum: (algorithm) => checksumOf(algorithm, [body]),
  hash: async () => createHash('sha256').update(body).digest('hex').slice(0, 16),
  put: async (key) => {
    const { store, guard, requests, clock, random } = uploads;
    const hidesAbsent = guard === 'head' && (await uploads.hidesAbsent(signal));
    for (let tries = 1; ; tries++) {
      try {
        return await requests.ask(body.length, signal, (call) =>
          putNew(store, key, body, { ...call, guard, hidesAbsent }),
        );
      } catch (error) {
        // Somebody else writes the same key: who was first is known in a moment.
        const isRace = error instanceof ObjectStoreFault && error.class === 'conflict';
        if (!isRace || tries === TRIES || signal.aborted) throw error;
        await clock.sleep(backoff(tries, random()), signal);
      }
    }
  },
});
