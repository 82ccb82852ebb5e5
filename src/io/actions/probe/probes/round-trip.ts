import { ObjectStoreFault } from '../../../object-store/object-store-fault.js';
import type { Probe } from '../probe.js';
import { ProbeFault } from '../probe-fault.js';

/** How long it takes to write and to read the same again, both together; whether it is the same. */
export const roundTrip: Probe = async (test) => {
  const written = await test.timed((call) => test.put(call));
  try {
    const { bytes, attempt } = await test.timed((call) => test.get(call));
    test.compare(bytes, attempt);
    return { attempts: [written.attempt, attempt] };
  } catch (error) {
    if (error instanceof ObjectStoreFault && error.class === 'no-such-key')
      throw new ProbeFault(
        'missing',
        'the store has said that it keeps the object, and does not have it',
        error,
      );
    throw error;
  }
};
