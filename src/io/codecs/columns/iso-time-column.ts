import { IsoClock } from '../time/iso-time.js';
import type { ReadColumn } from './read-column.js';

/** An instant in epoch milliseconds; null for `-` and whatever else is none. */
export function isoTimeColumn(index: number): ReadColumn {
  const clock = new IsoClock();
  return (bytes, fields) => {
    if (index >= fields.count) return undefined;
    const ms = clock.read(bytes, fields.from[index] as number, fields.to[index] as number);
    return Number.isNaN(ms) ? null : ms;
  };
}
