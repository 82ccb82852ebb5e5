import { locationsSource } from '../parts/locations-source.js';
import type { UsePart } from '../parts/part.js';

/** More targets than this are of no key of their own. */
const MOST = 200_000;

/** Web monitors at several locations: an alert where most of them find a target down, and one where a location is silent. */
export const locationsUse: UsePart = {
  name: 'locations',
  source: locationsSource as never,
  tree: {
    streams: {
      down: {
        by: ['name'],
        max_keys: MOST,
        alerts: {
          down: {
            if: 'failed * 2 > locations',
            given: 'locations > 0 && !maintenance',
            gone: 'moved',
            message: {
              firing: '{name} is down in {failed} of {locations} locations ({failed_in}): {detail}',
              ok: '{name} is up',
            },
          },
        },
      },
      silent: {
        where: 'silent > 0 && !moved',
        window: { size: '1m', every: '10s' },
        measure: { targets: 'distinct(name)', silent_in: 'last(silent_in)' },
        alerts: {
          silent: {
            if: 'targets > 0',
            message: {
              firing: 'Locations say nothing of {targets} targets, and are not counted: {silent_in}',
              ok: 'All locations are heard',
            },
          },
        },
      },
    },
  },
};
