import type { Meter } from './shard.js';

/** Whether it goes through in this second, and then it is counted. */
export const goesThrough = (
  meter: Meter,
  now: number,
  bytes: number,
  most: { readonly calls: number; readonly bytes: number },
): boolean => {
  const second = Math.floor(now / 1000);
  if (meter.second !== second) Object.assign(meter, { second, calls: 0, bytes: 0 });
  if (meter.calls + 1 > most.calls || meter.bytes + bytes > most.bytes) return false;
  meter.calls++;
  meter.bytes += bytes;
  return true;
};
