import type { Probe } from '../probe.js';

/** How long a write takes, up to the answer that it is kept. */
export const upload: Probe = async (test) => {
  const { attempt } = await test.timed((call) => test.put(call));
  return { attempts: [attempt] };
};
