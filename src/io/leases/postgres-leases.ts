import { type Lease, type LeaseName, leaseText } from '../../operators/leases/lease.js';
import { SLOTS } from '../../operators/leases/slot-of.js';
import type { PostgresConnection } from '../postgres/postgres-connection.js';
import { postgresFault } from '../postgres/postgres-fault.js';
import { postgresPool } from '../postgres/postgres-pool.js';
import type { PostgresTarget } from '../postgres/postgres-target.js';
import type { LeaseStore } from './lease-store.js';

/** Which leases: those of one pipeline at one location. */
export interface LeaseSet {
  readonly location: string;
  readonly name: string;
}

/** Processes that there may be of one set; those that are more wait. */
const SEATS = SLOTS;

const ALL: readonly LeaseName[] = Array.from({ length: SLOTS }, (_, number) => number).flatMap((number) => [
  { kind: 'slot', number },
  ...(number < SEATS ? [{ kind: 'seat', number } as const] : []),
]);

// Each is one statement, so a transaction of its own: PgBouncer may stand between, and times are those at which it began.

const LOOK = `
SELECT part, split_part(coalesce(holder, ''), ' ', 1) AS holder, split_part(coalesce(holder, ''), ' ', 2) AS note,
  extract(epoch FROM expires_at - now())::float8 * 1000 AS left
FROM leases WHERE location = $1 AND part = ANY($2::text[])`;

const MAKE = `
INSERT INTO leases (location, part, holder, expires_at)
SELECT $1, part, '', now() FROM unnest($2::text[]) AS part ON CONFLICT DO NOTHING`;

// Locked in one order, and what somebody is about to change is left to them.
const HOLD = `
WITH free AS (
  SELECT l.part FROM leases l JOIN unnest($2::text[], $3::text[]) AS seen (part, holder) ON seen.part = l.part
  WHERE l.location = $1 AND split_part(coalesce(l.holder, ''), ' ', 1) = seen.holder
    AND (seen.holder = $4 OR seen.holder = $5 OR l.expires_at <= now())
  ORDER BY l.part FOR UPDATE OF l SKIP LOCKED
)
UPDATE leases l SET holder = $4 || ' ' || $7, expires_at = now() + $6::float8 * interval '1 millisecond',
  fence = l.fence + CASE WHEN split_part(l.holder, ' ', 1) = $4 THEN 0 ELSE 1 END
FROM free WHERE l.location = $1 AND l.part = free.part RETURNING l.part`;

const GIVE = `
UPDATE leases SET expires_at = now()
WHERE location = $1 AND part = ANY($2::text[]) AND split_part(holder, ' ', 1) = $3 AND expires_at > now()`;

/** Leases in the table `leases` of the web monitor's database; a coordinator may do all of it. */
export const postgresLeases = (target: PostgresTarget, { location, name }: LeaseSet): LeaseStore => {
  const pool = postgresPool(target, 1);
  const closed = new AbortController();
  const byPart = new Map(ALL.map((one) => [`${name} ${leaseText(one)}`, one]));
  const parts = [...byPart.keys()];
  const partOf = (one: LeaseName): string => `${name} ${leaseText(one)}`;

  /** No answer in time is one, whatever the connection is waiting for. */
  const within = async <T>(
    limit: number,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> => {
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late.abort();
        reject(new Error(`no answer from ${target.destination} within ${Math.round(limit)} ms`));
      }, limit);
    });
    try {
      const asked = pool.use(AbortSignal.any([late.signal, closed.signal]), work);
      asked.catch(() => undefined);
      return await Promise.race([asked, tooLate]);
    } catch (error) {
      throw new Error(wordsOf(error, target.destination), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    look: (limit) =>
      within(limit, async (connection) => {
        const table = await lookAt(connection, location, parts, byPart);
        if (table.length === parts.length) return table;
        await connection.query(MAKE, [location, parts]);
        return lookAt(connection, location, parts, byPart);
      }),
    hold: (seen, { holder, note, formerly, milliseconds }, limit) =>
      within(limit, async (connection) => {
        const holders = seen.map((one) => one.holder);
        const { rows } = await connection.query<{ part: string }>(HOLD, [
          location,
          seen.map(partOf),
          holders,
          holder,
          formerly ?? holder,
          milliseconds,
          note,
        ]);
        return rows.flatMap(({ part }) => byPart.get(part) ?? []);
      }),
    give: (leases, holder, limit) =>
      within(limit, async (connection) => {
        await connection.query(GIVE, [location, leases.map(partOf), holder]);
      }),
    close: async () => {
      closed.abort();
      await pool.close();
    },
  };
};

const lookAt = async (
  connection: PostgresConnection,
  location: string,
  parts: readonly string[],
  byPart: ReadonlyMap<string, LeaseName>,
): Promise<readonly Lease[]> => {
  const { rows } = await connection.query<Omit<Lease, keyof LeaseName> & { part: string }>(LOOK, [
    location,
    parts,
  ]);
  return rows.flatMap(({ part, holder, note, left }) => {
    const one = byPart.get(part);
    return one === undefined ? [] : [{ ...one, holder, note, left }];
  });
};

/** What it says, and what mends it where somebody has to. */
const wordsOf = (error: unknown, destination: string): string => {
  const { kind, code, message } = postgresFault(error);
  if (code === '42P01') return `${destination} has no table leases (tidemark migrate makes it)`;
  if (code === '42501')
    return `${destination}: ${message} (the role needs what tidemark_coordinator has: GRANT tidemark_coordinator TO it)`;
  return kind === 'setup' || code !== '' ? `${destination}: ${message}` : message;
};
