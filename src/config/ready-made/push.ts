import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { isTree } from '../is-tree.js';
import type { UsePart } from '../parts/part.js';
import type { ConfigTree } from './config-tree.js';

/** A day, and an hour in which a job may be late. */
const DAILY = '25h';

const streams: ConfigTree = {
  reports: { to: ['stdout'] },
  failed: {
    by: ['name'],
    alerts: {
      failed: {
        if: '!ok',
        message: { firing: '{name} failed: {message}', ok: '{name} works again' },
      },
    },
  },
};

/** Jobs that must report: an alert when one says that it failed, and one when it says nothing for too long. */
export const pushUse: UsePart = {
  name: 'push',
  tree: { streams },
  treeFor: ({ source }) => {
    const jobs = isTree(source) ? source.jobs : undefined;
    const missing = Array.from(byPeriod(jobs), ([period, names]) => [
      `missing-${period.replaceAll('.', '_')}`,
      {
        by: ['name'],
        where: `name in ${JSON.stringify(names)}`,
        keys: names,
        alerts: {
          missing: {
            absent: period,
            message: { firing: `{name} has not reported for ${period}`, ok: '{name} reports again' },
          },
        },
      },
    ]);
    return { streams: { ...streams, ...Object.fromEntries(missing) } };
  },
};

/** Names by the time after which they are missing, as it was written first. What is none is left to the check of settings. */
const byPeriod = (jobs: unknown): ReadonlyMap<string, readonly string[]> => {
  const periods = new Map<number, { readonly written: string; readonly names: string[] }>();
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(jobs)
    ? jobs.map((name: unknown) => [name, DAILY])
    : isTree(jobs)
      ? Object.entries(jobs)
      : [];
  for (const [name, written] of entries) {
    const length = typeof written === 'string' ? lengthOf(written) : undefined;
    if (typeof name !== 'string' || typeof written !== 'string' || length === undefined) continue;
    const known = periods.get(length);
    if (known === undefined) periods.set(length, { written, names: [name] });
    else known.names.push(name);
  }
  return new Map(
    Array.from(periods.values(), ({ written, names }) => [written.replaceAll(/\s/g, ''), names]),
  );
};

const lengthOf = (written: string): number | undefined => {
  try {
    return parseDuration(written);
  } catch (error) {
    if (error instanceof TidemarkError) return undefined;
    throw error;
  }
};
