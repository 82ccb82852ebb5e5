import { ObjectStoreFault } from '../../../object-store/object-store-fault.js';
import type { Probe } from '../probe.js';
import { ProbeFault, probeFaultOf, setUp } from '../probe-fault.js';
import type { ProbeTest } from '../probe-test.js';

/**
 * How long a delete takes, of an object that was written just before; by version where the bucket keeps versions, so that no
 * markers pile up. To delete what is absent succeeds in S3: so it is looked, behind that, whether it is gone.
 */
export const remove: Probe = async (test) => {
  const { version } = await setUp('writing what is to be deleted', () => test.put(test.besideCall));
  const { attempt } = await test.timed((call) =>
    test.store.remove(test.key, { ...call, ...(version !== undefined && { version }) }),
  );
  if (await isThere(test))
    throw new ProbeFault('present', 'the store has said that the object is deleted, and has it', { attempt });
  test.remains.removed();
  return { attempts: [attempt] };
};

const isThere = async ({ store, key, besideCall }: ProbeTest): Promise<boolean> => {
  try {
    await store.head(key, besideCall);
    return true;
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'no-such-key') return false;
    const fault = probeFaultOf(error);
    const why =
      fault.class === 'denied'
        ? 'cannot tell gone from forbidden: it needs s3:ListBucket on the bucket'
        : fault.message;
    throw new ProbeFault('setup_failed', `looking whether it is gone: ${why}`, fault);
  }
};
