import { ObjectStoreFault } from './object-store-fault.js';
import type { ObjectStoreSettings } from './object-store-settings.js';
import { openObjectStore } from './open-object-store.js';
import { PROBE_KEY } from './probe-store.js';

const DEADLINE = 10_000;

/**
 * What stands in the way of a bucket, as far as reading one key tells, whether it is there or not: nothing is written. Whoever may write and not
 * read is told nothing.
 */
export const bucketFault = async (
  settings: ObjectStoreSettings,
  prefix: string,
): Promise<string | undefined> => {
  const store = await openObjectStore(settings);
  try {
    const call = { deadline: DEADLINE, range: { from: 0, to: 0 } };
    for await (const _ of (await store.get(`${prefix}${PROBE_KEY}`, call)).body);
    return undefined;
  } catch (error) {
    if (!(error instanceof ObjectStoreFault)) throw error;
    // Of what is absent many stores say that it may not be read.
    return error.class === 'no-such-key' || error.class === 'denied' ? undefined : error.message;
  } finally {
    store.close();
  }
};
