import { parseDuration } from '../../../operators/parse-duration.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { scalar } from './scalar.js';

const WANTED = 'A duration is wanted here: a number with a unit, such as 500ms, 10s, 5m, 1h30m or 1d.';

const read = (value: string | number): number => {
  if (typeof value === 'string') return parseDuration(value);
  if (value === 0) return 0;
  throw new TidemarkError('usage', `${value} has no unit. ${WANTED}`);
};

/** A duration with its unit, in milliseconds; 0 needs none. */
export const durationSetting = () =>
  scalar({ type: 'duration', wanted: WANTED, examples: ['10s', '5m', '1h30m'], read });

/** As `durationSetting`, and longer than nothing, in whole milliseconds. */
export const positiveDuration = () =>
  scalar({
    type: 'duration',
    wanted: WANTED,
    examples: ['10s', '5m'],
    read: (value) => {
      const milliseconds = read(value);
      if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
      throw new TidemarkError('usage', `"${value}" must be at least 1ms, in whole milliseconds.`);
    },
  });
