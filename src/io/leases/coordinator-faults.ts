import { postgresFault } from '../postgres/postgres-fault.js';
import { postgresPool } from '../postgres/postgres-pool.js';
import { postgresTarget } from '../postgres/postgres-target.js';
import { quotedName } from '../postgres/quoted.js';

/** What whoever divides or judges targets needs of the web monitor's database. */
export type Coordinates = 'leases' | 'latest';

const RIGHTS: Readonly<Record<Coordinates, readonly string[]>> = {
  leases: ['SELECT', 'INSERT', 'UPDATE'],
  latest: ['SELECT'],
};

const ASK = `
SELECT wanted.name, to_regclass(wanted.name) IS NOT NULL AS "isThere", current_user::text AS role,
  coalesce(has_table_privilege(to_regclass(wanted.name), wanted.privilege), false) AS "isAllowed", wanted.privilege
FROM unnest($1::text[], $2::text[]) AS wanted (name, privilege)`;

interface Found {
  readonly name: Coordinates;
  readonly privilege: string;
  readonly isThere: boolean;
  readonly isAllowed: boolean;
  readonly role: string;
}

/** What is missing in a database for these, with what mends it; undefined: nothing. Changes nothing there. */
export const coordinatorFaults = async (
  address: string,
  names: readonly Coordinates[],
): Promise<string | undefined> => {
  const target = postgresTarget(address);
  const pool = postgresPool(target, 1);
  const wanted = names.flatMap((name) => RIGHTS[name].map((privilege) => [name, privilege] as const));
  try {
    const { rows } = await pool.use(new AbortController().signal, (connection) =>
      connection.query<Found>(ASK, [wanted.map(([name]) => name), wanted.map(([, right]) => right)]),
    );
    const missing = rows.find(({ isThere }) => !isThere);
    if (missing !== undefined)
      return `${target.destination} has no ${missing.name === 'latest' ? 'view' : 'table'} ${missing.name}: tidemark migrate makes it.`;
    const refused = rows.filter(({ isAllowed }) => !isAllowed);
    const [first] = refused;
    if (first === undefined) return undefined;
    const rights = refused.map(({ name, privilege }) => `${privilege} ${name}`).join(', ');
    return `${target.destination}: ${first.role} may not ${rights}. Run there: GRANT tidemark_coordinator TO ${quotedName(first.role)};`;
  } catch (error) {
    return `${target.destination}: ${postgresFault(error).message}.`;
  } finally {
    await pool.close();
  }
};
