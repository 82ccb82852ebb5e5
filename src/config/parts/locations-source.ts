import type * as z from 'zod';
import { postgresTarget } from '../../io/postgres/postgres-target.js';
import { lateSource } from '../../io/sources/late-source.js';
import { LOCATION_ABOUT } from '../../pipelines/web-monitor/locations/location-about.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { mapSetting, textSetting } from '../settings/map-setting.js';
import { ARRIVAL_TIME } from './arrival-time.js';
import { knownFields } from './known-fields.js';
import { leaseShape, objectionsToLeases } from './leases/leases-setting.js';
import type { SourcePart } from './part.js';

const settings = late(() =>
  mapSetting({
    locations: textSetting(
      'The address of a database is wanted here: postgresql://user:password@host/database.',
    )
      .meta({ examples: ['${DATABASE_URL}'] })
      .describe(
        'The database of the web monitor, which has what each location found last. The role needs what tidemark_coordinator has.',
      ),
    every: positiveDuration().optional().describe('How often it is read. Default: 5s.'),
    ...leaseShape(),
    for: leaseShape().for.describe(
      'So long a process that is gone goes on judging what it had. Default: 15s.',
    ),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const EVERY = 5000;
const LEASE = 15_000;
/** No location has this name: they judge together. */
const ALL = '*';

/** What several locations say of each target together, each target judged by one process. */
export const locationsSource: SourcePart<Settings> = {
  name: 'locations',
  get settings() {
    return settings();
  },
  objections: ({ locations, for: lease, every = EVERY }) => {
    const short: readonly (readonly [string, string])[] =
      every < 1000 ? [['every', 'Once a second is as often as it is read. Write every: 5s.']] : [];
    const [found] = objectionsToLeases({ postgres: locations, for: lease });
    return found === undefined ? short : [[lease === undefined ? 'locations' : 'for', found[1]], ...short];
  },
  fields: () => ({ known: knownFields(LOCATION_ABOUT), open: false }),
  identities: () => ['locations'],
  follows: () => true,
  time: ARRIVAL_TIME,
  async probe(given) {
    const { coordinatorFaults } = await import('../../io/leases/coordinator-faults.js');
    return coordinatorFaults(given.locations, ['leases', 'latest']);
  },
  build({ locations, every = EVERY, name, for: lease = LEASE }, context) {
    const { clock, inform, warn: onWarning, pipeline } = context;
    const target = postgresTarget(locations);
    return lateSource(async () => {
      const [{ locationsSource }, { postgresLatest }, { leasedShares }] = await Promise.all([
        import('../../pipelines/web-monitor/locations/locations-source.js'),
        import('../../pipelines/web-monitor/locations/postgres-latest.js'),
        import('../../io/leases/leased-shares.js'),
      ]);
      const set = { target, location: ALL, name: name ?? pipeline };
      return locationsSource({
        ...{ latest: () => postgresLatest(target), every, clock, inform, onWarning },
        shares: leasedShares({ ...set, lease, clock, inform, onWarning }),
      });
    });
  },
};
