import { Command, Option } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import type { MigrateFlags } from './migrate-database.js';
import { optionValue } from './option-value.js';

const DAY = 86_400_000;

const days = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && milliseconds % DAY === 0) return milliseconds / DAY;
  throw new TidemarkError('usage', `"${text}" is no number of days; write 90d.`);
};

const daysOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(optionValue(flags.split(' ')[0] ?? flags, days));

/** `tidemark migrate`: the database of the web monitor, by its owner. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .summary("Makes and keeps the web monitor's database.")
    .description(
      'Makes the tables of the web monitor in a PostgreSQL database, and keeps them: partitions ahead, rollups, old days dropped. For its owner, once a day or more often.',
    )
    .argument(
      '[url]',
      'postgresql://user@host/database; passwords belong into the environment (default: $DATABASE_URL)',
    )
    .addOption(daysOption('--keep <days>', 'drop checks that are older, 90d; remembered (default: never)'))
    .addOption(
      daysOption('--keep-hourly <days>', 'drop hourly rollups that are older; remembered (default: never)'),
    )
    .addOption(daysOption('--ahead <days>', 'partitions beforehand; remembered (default: 7d)'))
    .option('--dry-run', 'say what would be done, and change nothing')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well, 1 failure, 2 usage, 3 rows have no partition, or something in use could not be changed.',
    )
    .action(async (url: string | undefined, flags: MigrateFlags) => {
      const { migrateDatabase } = await import('./migrate-database.js');
      await migrateDatabase(url, flags);
    });
