import * as z from 'zod';
import { positiveDuration } from './duration-setting.js';
import { mapSetting } from './map-setting.js';
import { sizeSetting } from './size-setting.js';

const buffer = mapSetting({
  size: sizeSetting()
    .optional()
    .describe('So many bytes may wait. Default: 1GiB; without a state directory 64MiB, and in memory.'),
  age: positiveDuration().optional().describe('So long may something wait. Default: for ever.'),
}).refine(({ size, age }) => size !== undefined || age !== undefined, {
  error: 'A size is wanted here, an age, or both, such as { size: 1GiB, age: 1d }.',
  // Of a map with another fault nothing more can be said.
  when: ({ issues }) => issues.length === 0,
});

/** What every output has besides its own settings. */
const OF_ALL = {
  buffer: buffer
    .optional()
    .describe(
      'What may wait while it cannot be written, such as { size: 1GiB, age: 1d }. Default: 64 deliveries, or 4,000 rows in them.',
    ),
  full: z
    .enum(['wait', 'drop oldest'], { error: 'Write wait or drop oldest.' })
    .optional()
    .describe(
      'When more would wait: the source waits, or the oldest is given up and counted. Default: wait.',
    ),
};

/** The settings of an output: its own, and those that every output has. */
export const sinkSetting = <S extends z.ZodRawShape>(shape: S) => mapSetting({ ...shape, ...OF_ALL });

/** What of the settings of any output says how much may wait for it; sizes in bytes, ages in milliseconds. */
export interface BufferSettings {
  readonly buffer?: { readonly size?: number | undefined; readonly age?: number | undefined } | undefined;
  readonly full?: 'wait' | 'drop oldest' | undefined;
}
