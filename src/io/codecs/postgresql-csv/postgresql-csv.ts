import { postgresqlStamps } from '../postgresql/postgresql-stamps.js';
import { rememberingCodec } from '../text-format/remembering-codec.js';
import type { TextFormat } from '../text-format/text-format.js';
import { UTC_CLOCK } from '../time/local-clock.js';
import { beginsRecord } from './begins-record.js';
import { csvlogValues, type ReadValue } from './csvlog-values.js';
import { POSTGRESQL_CSV_ABOUT } from './postgresql-csv-columns.js';
import { PostgresqlCsvParser } from './postgresql-csv-parser.js';

/**
 * The log of PostgreSQL as a table (`log_destination = csvlog`), of all releases since 9: 23 columns, 24 in 13, and 26 from 14
 * on.
 *
 *     2024-05-01 12:00:00.123 UTC,"jo","shop",123,"192.0.2.7:51234",6632…,1,"SELECT",2024-05-01 11:59:00 UTC,3/7,0,LOG,00000,"duration: …",,,,,,,,,"psql","client backend",,0
 *
 * The rule is "Using CSV-Format Log Output" in PostgreSQL's documentation. Fields are called as those of `postgresql`. A record
 * whose message or statement has several lines is one row; lines without anything on them are not kept. A time in a zone that
 * letters other than UTC and GMT name has to be read in the zone that is said.
 */
export const postgresqlCsv: TextFormat<'postgresql-csv'> = {
  name: 'postgresql-csv',
  summary: 'The log of PostgreSQL as a table, csvlog.',
  about: POSTGRESQL_CSV_ABOUT,
  yearless: false,
  recognises(line) {
    // Nearly every line ends here.
    if (!BEGINS_WITH_A_DAY.test(line)) return false;
    const bytes = Buffer.from(line, 'utf8');
    // A parser has room for thousands of cells, which is not made for other lines with a time.
    if (!beginsRecord(bytes, 0, bytes.length)) return false;
    const parser = new PostgresqlCsvParser(NOTHING, postgresqlStamps(UTC_CLOCK), bytes.length, undefined);
    // The first line of a record tells as well as a whole one, and one whose zone has to be said.
    return parser.parse(bytes, 0, bytes.length) !== undefined || parser.problem === '' || parser.noTime;
  },
  codec: rememberingCodec(
    POSTGRESQL_CSV_ABOUT,
    ({ names, clock, maxLineBytes, strings, saved }) =>
      new PostgresqlCsvParser(csvlogValues(names, strings), postgresqlStamps(clock), maxLineBytes, saved),
  ),
};

const BEGINS_WITH_A_DAY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^"]*,/;
const NOTHING = new Map<string, ReadValue>();
