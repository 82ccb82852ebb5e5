import { keepSecret, log } from '../host/log.js';
import { FEW_DAYS } from '../io/checks-database/checks-health.js';
import { stepText } from '../io/checks-database/maintenance-step.js';
import { migrate } from '../io/checks-database/migrate.js';
import { systemClock } from '../io/clock.js';
import { postgresFault } from '../io/postgres/postgres-fault.js';
import { postgresPool } from '../io/postgres/postgres-pool.js';
import { postgresTarget } from '../io/postgres/postgres-target.js';
import { countOf } from '../io/text/count-of.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface MigrateFlags {
  readonly keep?: number;
  readonly keepHourly?: number;
  readonly ahead?: number;
  readonly dryRun?: true;
}

/** Something is to be looked at. */
const ALERT = 3;

/** Makes and keeps the database at an address, and says what it did. Throws a TidemarkError where it could not. */
export async function migrateDatabase(
  url: string | undefined,
  { keep, keepHourly, ahead, dryRun }: MigrateFlags,
): Promise<void> {
  const address = url ?? process.env.DATABASE_URL;
  if (address === undefined || address === '')
    throw new TidemarkError(
      'usage',
      'Which database? Write tidemark migrate postgresql://…, or set DATABASE_URL.',
    );
  const target = postgresTarget(address);
  const { password } = target;
  if (password !== undefined && password !== '') keepSecret((text) => text.replaceAll(password, '***'));
  const pool = postgresPool(target, 1);
  const say = (line: string): void => void process.stdout.write(`${oneLine(line)}\n`);
  try {
    const { left, inDefault, daysAhead } = await pool.use(new AbortController().signal, (connection) =>
      migrate(connection, { keep, keepHourly, ahead, dryRun, clock: systemClock(), say }),
    );
    if (dryRun === true) return;
    for (const step of left)
      log.warn(
        oneLine(`Somebody uses ${step.relation}: not ${stepText(step, 0)}. The next run tries again.`),
      );
    if (inDefault > 0)
      log.warn(
        `${countOf(inDefault, 'row')} in the default partitions: checks of days that are further ahead than --ahead. A clock is wrong, or --ahead is too short: look into metrics_default and errors_default.`,
      );
    if (daysAhead < FEW_DAYS)
      log.warn(`There are partitions for ${countOf(Math.max(0, daysAhead), 'day')} ahead only.`);
    if (left.length > 0 || inDefault > 0) process.exitCode = ALERT;
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    throw failure(error, target.destination);
  } finally {
    await pool.close();
  }
}

/** What to do about what a server has refused. */
const failure = (error: unknown, destination: string): TidemarkError => {
  const { code, message } = postgresFault(error);
  const advice =
    code === '42501'
      ? ' Connect as a member of tidemark_owner, or as who made the schema; a writer may call: select tidemark_maintain().'
      : '';
  return new TidemarkError('undeliverable', `${destination}: ${message}.${advice}`, { cause: error });
};
