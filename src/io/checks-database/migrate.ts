import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Clock } from '../clock.js';
import { inTransaction } from '../postgres/in-transaction.js';
import type { PostgresConnection } from '../postgres/postgres-connection.js';
import { postgresFault } from '../postgres/postgres-fault.js';
import { createDb, SCHEMA_VERSION } from './create-db.js';
import { type MaintenanceStep, stepText } from './maintenance-step.js';

export interface MigrateOptions {
  /** Days after which checks are dropped. Default: what was said last, at first never. */
  readonly keep?: number | undefined;
  /** Days after which hourly rollups are dropped. Default: what was said last, at first never. */
  readonly keepHourly?: number | undefined;
  /** Days for which there are partitions beforehand. Default: what was said last, at first 7. */
  readonly ahead?: number | undefined;
  /** Nothing is changed; what would be done is said. */
  readonly dryRun?: boolean | undefined;
  /** The moment for which it is done, as an ISO instant. Default: the server's own. */
  readonly at?: string | undefined;
  /** Milliseconds for which a step whose table is in use is tried, for all of them together. Default: 2 minutes. */
  readonly patience?: number | undefined;
  readonly clock: Clock;
  /** Told what was done, a line at a time. */
  readonly say: (line: string) => void;
}

/** What somebody should look at. */
export interface Migrated {
  /** Steps that others stood in the way of. */
  readonly left: readonly MaintenanceStep[];
  /** Rows that are in a default partition. */
  readonly inDefault: number;
  /** Whole days from tomorrow on for which there are partitions. */
  readonly daysAhead: number;
}

/** A rollup of a day reads all of its hours. */
const STATEMENT_TIMEOUT = 60 * 60_000;
const PATIENCE = 120_000;
/** Each try makes others wait for as long as it does: so there are fewer and fewer. */
const PAUSES = [1000, 2000, 4000, 8000];
const LONGEST_PAUSE = 15_000;
/** Each pass may bring work for the next: rows that were moved are rolled up, and only then dropped. */
const PASSES = 4;

/**
 * Brings a database to the schema of this version, makes partitions ahead, empties the default partitions, makes the rollups
 * that are behind, and drops what is older than is kept. Each step is a transaction that waits for no more than 300 ms, so
 * nobody queues up behind it; where somebody is in the way it is tried again. Rejects with a TidemarkError where something is
 * wrong with the rights or the schema.
 */
export const migrate = async (connection: PostgresConnection, options: MigrateOptions): Promise<Migrated> => {
  const { say, dryRun = false } = options;
  const found = await versionOf(connection);
  if (found !== undefined && found > SCHEMA_VERSION)
    throw new TidemarkError(
      'bad-options',
      `The database has version ${found} of the schema, and this tidemark knows ${SCHEMA_VERSION}. Use the one that made it, or a later one.`,
    );
  if (found !== SCHEMA_VERSION) {
    if (dryRun) {
      say(`would create the schema, version ${SCHEMA_VERSION}, and partitions ahead`);
      return { left: [], inDefault: 0, daysAhead: 0 };
    }
    await connection.query(await createDb());
    say(`schema: version ${SCHEMA_VERSION}`);
  }
  const settings = await settle(connection, options);
  const plan = (): Promise<readonly MaintenanceStep[]> => planOf(connection, settings, options.at);
  if (dryRun) {
    for (const step of await plan()) say(`would do: ${stepText(step, 0)}`);
    return { left: [], ...(await health(connection, options.at)) };
  }
  const left = await carryOut(connection, plan, options);
  return { left, ...(await health(connection, options.at)) };
};

const versionOf = async (connection: PostgresConnection): Promise<number | undefined> => {
  const [there] = (
    await connection.query<{ there: boolean }>(`SELECT to_regclass('tidemark_schema') IS NOT NULL AS there`)
  ).rows;
  if (there?.there !== true) return undefined;
  return (await connection.query<{ version: number }>('SELECT version FROM tidemark_schema')).rows[0]
    ?.version;
};

interface Settings {
  readonly keep: number | null;
  readonly keep_hourly: number | null;
  readonly ahead: number;
}

/** What maintenance goes by from now on: what is said, and else what was said last. A dry run stores nothing. */
const settle = async (
  connection: PostgresConnection,
  { keep, keepHourly, ahead, dryRun = false }: MigrateOptions,
): Promise<Settings> => {
  const before = (await connection.query<Settings>('SELECT keep, keep_hourly, ahead FROM tidemark_schema'))
    .rows[0] ?? { keep: null, keep_hourly: null, ahead: 7 };
  const after: Settings = {
    keep: keep ?? before.keep,
    keep_hourly: keepHourly ?? before.keep_hourly,
    ahead: ahead ?? before.ahead,
  };
  const isSame =
    after.keep === before.keep && after.keep_hourly === before.keep_hourly && after.ahead === before.ahead;
  if (!dryRun && !isSame)
    await connection.query('UPDATE tidemark_schema SET keep = $1, keep_hourly = $2, ahead = $3', [
      after.keep,
      after.keep_hourly,
      after.ahead,
    ]);
  return after;
};

const planOf = async (
  connection: PostgresConnection,
  { ahead, keep, keep_hourly }: Settings,
  at: string | undefined,
): Promise<readonly MaintenanceStep[]> => {
  const { rows } = await connection.query<MaintenanceStep>(
    `SELECT step, relation, to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS+00') AS start
     FROM tidemark_plan(coalesce($1::timestamptz, now()), $2, $3, $4)`,
    [at ?? null, ahead, keep, keep_hourly],
  );
  return rows;
};

const health = async (
  connection: PostgresConnection,
  at: string | undefined,
): Promise<Pick<Migrated, 'inDefault' | 'daysAhead'>> => {
  const [row] = (
    await connection.query<{ in_default: string; days_ahead: number }>(
      'SELECT in_default, days_ahead FROM tidemark_health(coalesce($1::timestamptz, now()))',
      [at ?? null],
    )
  ).rows;
  return { inDefault: Number(row?.in_default ?? 0), daysAhead: row?.days_ahead ?? 0 };
};

/** Does what there is to do until nothing more is; answers with what could not be done within the patience there is. */
const carryOut = async (
  connection: PostgresConnection,
  plan: () => Promise<readonly MaintenanceStep[]>,
  { clock, say, patience = PATIENCE }: MigrateOptions,
): Promise<readonly MaintenanceStep[]> => {
  const until = clock.now() + patience;
  let left: readonly MaintenanceStep[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    let steps = await plan();
    if (steps.length === left.length) break;
    // Those that somebody is in the way of come last, all of them together, until nobody is or it has taken too long.
    for (let tries = 0; ; tries++) {
      const stuck: MaintenanceStep[] = [];
      // Who is in the way of one is in the way of its like: each try would make others wait.
      const busy = new Set<string>();
      for (const step of steps) {
        const like = `${step.step} ${step.relation}`;
        const rows = busy.has(like) ? undefined : await attempt(connection, step);
        if (rows === undefined) {
          busy.add(like);
          stuck.push(step);
        } else say(stepText(step, rows));
      }
      steps = stuck;
      if (steps.length === 0 || clock.now() >= until) break;
      await clock.sleep(PAUSES[tries] ?? LONGEST_PAUSE, new AbortController().signal);
    }
    left = steps;
    if (left.length > 0) break;
  }
  return left;
};

/** Rows that a step was about; undefined where others are in the way. */
const attempt = async (
  connection: PostgresConnection,
  { step, relation, start }: MaintenanceStep,
): Promise<number | undefined> => {
  try {
    return await inTransaction(connection, { statementTimeout: STATEMENT_TIMEOUT }, async (ask) => {
      const { rows } = await ask<{ rows: string | null }>(
        'SELECT tidemark_step($1, $2, $3::timestamptz) AS rows',
        [step, relation, start],
      );
      return Number(rows[0]?.rows ?? 0);
    });
  } catch (error) {
    const { code } = postgresFault(error);
    if (connection.isOpen && (code === '55P03' || code === '40P01')) return undefined;
    throw error;
  }
};
