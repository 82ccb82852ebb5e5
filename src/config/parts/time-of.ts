import type { TimeOptions } from '../../io/codecs/time/time-format.js';
import type { TimeSettings } from './part.js';

/** What a config says of times, as codecs take it. */
export const timeOf = ({ stamp, ...time }: TimeSettings): { readonly time: TimeOptions } => {
  const given = Object.entries(time).filter(([, value]) => value !== undefined);
  return { time: { ...Object.fromEntries(given), ...stampOf(stamp) } };
};

/** Codecs are told no more than to leave times as they are: what `start` means is done to their rows. */
export const stampOf = (stamp: TimeSettings['stamp']): { readonly stamp?: 'end' } =>
  stamp === 'end' ? { stamp } : {};
