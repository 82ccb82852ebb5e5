import type { Probe } from '../probe.js';
import { ProbeFault, setUp } from '../probe-fault.js';

/** How long it takes to read half of an object, out of its middle; it was written just before. */
export const range: Probe = async (test) => {
  await setUp('writing what is to be read', () => test.put(test.besideCall));
  const { payload } = test;
  const from = Math.floor(payload.length / 4);
  const wanted = payload.subarray(from, Math.max(from + 1, from + Math.ceil(payload.length / 2)));
  const asked = { from, to: from + wanted.length - 1 };
  const { bytes, attempt } = await test.timed((call) => test.get(call, asked));
  if (bytes.length > wanted.length)
    throw new ProbeFault(
      'unsupported',
      `${bytes.length} bytes have come of a range of ${wanted.length}: the store has no ranges`,
      { attempt, phase: 'receive' },
    );
  test.compare(bytes, attempt, wanted);
  return { attempts: [attempt] };
};
