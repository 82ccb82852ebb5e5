import * as z from 'zod';
import { CONFIG_WORDS } from '../../pipelines/losses/needed-text.js';
import { mapSetting } from '../settings/map-setting.js';
import type { RowFields, Say } from './part.js';

/** What a number counts that the lines cannot tell the unit of. */
export const unitSetting = z
  .enum(['s', 'ms', 'us'], { error: 'Write s, ms or us.' })
  .optional()
  .describe('What a whole number at the end of a line means. Default: nobody knows, and duration is empty.');

/** Said of lines that end in a whole number. */
export const askUnit =
  (warn: Say, format: string, { duration } = CONFIG_WORDS) =>
  (): void =>
    warn(
      'The lines end in a whole number that may count seconds, milliseconds or microseconds: duration is left empty. ' +
        `Say which: ${duration(format, 'us')} for Apache’s %D (also in %T/%D), ${duration(format, 's')} for its %T and for Icecast.`,
    );

/** Said of extended logs of which nobody says who has written them. */
export const sayUnit =
  (warn: Say, format: string, { duration } = CONFIG_WORDS) =>
  (): void =>
    warn(
      'Nothing says which program has written this log, so time-taken is read as seconds, as the specification has it. ' +
        `IIS logs milliseconds: write ${duration(format, 'ms')}.`,
    );

/** What a number that a line of JSON calls its duration counts. */
export const jsonDuration = mapSetting({
  duration: z
    .enum(['s', 'ms', 'us', 'ns'], { error: 'Write s, ms, us or ns.' })
    .optional()
    .describe(
      'What a number in duration counts, but in requests of servers that are known. Default: nobody knows.',
    ),
}).optional();

/** What `duration` counts is known where the config says it, and can be asked for where it does not. */
export const withDuration = (fields: RowFields, unit: string | undefined, format: string): RowFields => ({
  ...fields,
  known: {
    ...fields.known,
    duration:
      unit === undefined
        ? { type: 'any', asks: CONFIG_WORDS.duration(format, 'us') }
        : { type: 'any', unit: 'duration' },
  },
});
