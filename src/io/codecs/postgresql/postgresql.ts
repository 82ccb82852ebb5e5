import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { POSTGRESQL_SLOTS, PostgresqlCutter } from './postgresql-cutter.js';
import { postgresqlStamps } from './postgresql-stamps.js';
import { prefixFields } from './prefix-fields.js';

const TAB = 0x09;

/**
 * The log of PostgreSQL as it goes to standard error (`log_destination = stderr`), with the usual settings of
 * `log_line_prefix`: those that begin with `%m` or `%t`, Debian's (`%m [%p] %q%u@%d `), that of pgBadger and that of RDS.
 *
 *     2024-05-01 12:00:00.123 UTC [123] jo@shop LOG:  duration: 123.4 ms  statement: SELECT 1
 *
 * The rule is "Error Reporting and Logging" in PostgreSQL's documentation. A line that begins with a tab goes on with the
 * one before it, and is left: `statement` has the first line. `DETAIL`, `STATEMENT` and their kind are rows of their own. A
 * time in a zone that letters other than UTC and GMT name has to be read in the zone that is said.
 */
export const postgresql = textFormat({
  name: 'postgresql',
  summary: 'The log of PostgreSQL on standard error, with the usual prefixes.',
  slots: POSTGRESQL_SLOTS,
  cutter: () => new PostgresqlCutter(),
  time: { slot: 'time', read: postgresqlStamps },
  continues: (bytes, from) => bytes[from] === TAB,
  fields: [
    field.text('severity', 'severity', 'such as LOG or ERROR; also STATEMENT and DETAIL, which go with one'),
    prefixFields,
    field.milliseconds('duration', 'duration', 'how long a statement took'),
    field.unique('statement', 'statement', 'the first line of what took so long'),
    field.unique('message', 'message', 'all of what is said'),
  ],
});
