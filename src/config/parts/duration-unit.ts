import * as z from 'zod';
import type { Say } from './part.js';

/** What a number counts that the lines cannot tell the unit of. */
export const unitSetting = z
  .enum(['s', 'ms', 'us'], { error: 'Write s, ms or us.' })
  .optional()
  .describe('What a whole number at the end of a line means. Default: nobody knows, and duration is empty.');

/** Said of lines that end in a whole number. */
export const askUnit = (warn: Say, format: string) => (): void =>
  warn(
    'The lines end in a whole number that may count seconds, milliseconds or microseconds: duration is left empty. ' +
      `Say which: --duration us for Apache’s %D, or format: { ${format}: { duration: us } }.`,
  );

/** Said of extended logs of which nobody says who has written them. */
export const sayUnit = (warn: Say, format: string) => (): void =>
  warn(
    'Nothing says which program has written this log, so time-taken is read as seconds, as the specification has it. ' +
      `IIS logs milliseconds: say --duration ms, or format: { ${format}: { duration: ms } }.`,
  );
