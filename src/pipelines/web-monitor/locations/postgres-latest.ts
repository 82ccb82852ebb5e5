import { postgresFault } from '../../../io/postgres/postgres-fault.js';
import { postgresPool } from '../../../io/postgres/postgres-pool.js';
import type { PostgresTarget } from '../../../io/postgres/postgres-target.js';
import type { LocationFinding } from './location-row.js';
import type { LatestFindings } from './locations-source.js';

/** Of a location of which nothing has come for so long nothing is said any more. */
const FORGOTTEN = '1 day';
/** Milliseconds that an answer may take. */
const LIMIT = 20_000;
const MINUTE = 60_000;

const LATEST = `
SELECT name, url, location, class, detail, maintenance, "group", every,
  extract(epoch FROM scheduled_at)::float8 * 1000 AS time
FROM latest WHERE scheduled_at > coalesce(to_timestamp($1::float8 / 1000), now() - interval '${FORGOTTEN}')`;

/** Without the columns that only we read. */
interface Found extends Omit<LocationFinding, 'failed' | 'every'> {
  readonly every: number | null;
}

/** That a check was not performed, or by whom our own network is down, says nothing of the target. */
const UNTOLD: ReadonlySet<string> = new Set(['unknown', 'missed']);
const WELL: ReadonlySet<string> = new Set(['ok', 'slow']);

const findingOf = (found: Found): LocationFinding => ({
  ...found,
  every: found.every ?? MINUTE,
  failed: UNTOLD.has(found.class) ? undefined : !WELL.has(found.class),
});

/** The latest rows of the web monitor's database; a coordinator may read them. */
export const postgresLatest = (target: PostgresTarget): LatestFindings => {
  const pool = postgresPool(target, 1);
  const closed = new AbortController();
  return {
    since: async (time) => {
      try {
        return await pool.use(closed.signal, async (connection) => {
          const { rows } = await connection.query<Found>(LATEST, [time ?? null], LIMIT);
          return rows.map(findingOf);
        });
      } catch (error) {
        const { code, message } = postgresFault(error);
        const cure = CURES[code];
        throw new Error(`${target.destination}: ${message}${cure === undefined ? '' : ` (${cure})`}`, {
          cause: error,
        });
      }
    },
    close: async () => {
      closed.abort();
      await pool.close();
    },
  };
};

const CURES: Readonly<Record<string, string>> = {
  '42P01': 'tidemark migrate makes it',
  '42703': 'tidemark migrate adds it',
  '42501': 'the role needs what tidemark_coordinator has: GRANT tidemark_coordinator TO it',
};
