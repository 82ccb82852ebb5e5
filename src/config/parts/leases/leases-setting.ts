import type * as z from 'zod';
import { postgresTarget } from '../../../io/postgres/postgres-target.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { positiveDuration } from '../../settings/duration-setting.js';
import { mapSetting, textSetting } from '../../settings/map-setting.js';

/** How processes divide among themselves what they do. */
export const leaseShape = () => ({
  for: positiveDuration()
    .optional()
    .describe(
      'So long a process that is gone keeps what it had. Default: half of the shortest interval, 15s at most.',
    ),
  name: textSetting('A name is wanted here.')
    .optional()
    .describe('Processes with the same name divide their work. Default: that of the pipeline.'),
});

/** The same, and where. */
export const leasesSetting = () =>
  mapSetting({
    postgres: textSetting(
      'The address of a database is wanted here: postgresql://user:password@host/database.',
    )
      .meta({ examples: ['${DATABASE_URL}'] })
      .describe('The database of the web monitor. The role needs what tidemark_coordinator has.'),
    ...leaseShape(),
  });

export type LeasesSettings = z.output<ReturnType<typeof leasesSetting>>;

/** Milliseconds. With less the database would be asked all the time; with more nobody would check for too long. */
const SHORTEST = 1000;
const LONGEST = 600_000;

/** What can be said against such settings: pairs of a key and a sentence. */
export const objectionsToLeases = ({
  postgres,
  for: lease,
}: LeasesSettings): readonly (readonly [key: string, message: string])[] => {
  const found: [string, string][] = [];
  if (lease !== undefined && (lease < SHORTEST || lease > LONGEST))
    found.push(['leases', 'A lease holds for 1s to 10m. Write for: 15s.']);
  try {
    postgresTarget(postgres);
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    found.push(['leases', error.message]);
  }
  return found;
};
