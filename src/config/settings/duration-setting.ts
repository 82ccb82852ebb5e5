import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { kindOfUnit } from './kind-of-unit.js';
import { scalar } from './scalar.js';

const WANTED = 'A duration is wanted here: a number with a unit, such as 500ms, 10s, 5m, 1h30m or 1d.';

const read = (value: string | number): number => {
  if (value === 0) return 0;
  if (typeof value === 'number')
    throw new TidemarkError(
      'usage',
      value < 0
        ? `${value} is negative. ${WANTED}`
        : `${value} has no unit. ${WANTED} Write ${value}s or ${value}m.`,
    );
  const kind = kindOfUnit(value);
  if (kind !== undefined && kind !== 'a duration')
    throw new TidemarkError('usage', `"${value}" is ${kind}. ${WANTED} Write for example 5m.`);
  const [, first, second] = /^(\d+):([0-5]\d)$/.exec(value.trim()) ?? [];
  if (first !== undefined)
    throw new TidemarkError(
      'usage',
      `"${value}" is not a duration. ${WANTED} Write ${first}m${Number(second)}s or ${first}h${Number(second)}m.`,
    );
  return parseDuration(value);
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
      throw new TidemarkError(
        'usage',
        `${value} is too short or too fine: at least 1ms is wanted here, in whole milliseconds.`,
      );
    },
  });
