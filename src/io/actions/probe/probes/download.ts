import type { Probe } from '../probe.js';
import { setUp } from '../probe-fault.js';

/** How long reading takes, to the last byte, of an object that was written just before. */
export const download: Probe = async (test) => {
  await setUp('writing what is to be read', () => test.put(test.besideCall));
  const { bytes, attempt } = await test.timed((call) => test.get(call));
  test.compare(bytes, attempt);
  return { attempts: [attempt] };
};
