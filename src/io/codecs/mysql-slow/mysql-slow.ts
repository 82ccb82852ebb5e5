import { about } from '../fields/about.js';
import { rememberingCodec } from '../text-format/remembering-codec.js';
import type { TextFormat } from '../text-format/text-format.js';
import { MysqlSlowParser } from './mysql-slow-parser.js';

const ABOUT = [
  about.text('user', 'who', 'User@Host'),
  about.text('host', 'name or address of the client', 'User@Host'),
  about.number('id', 'the connection', 'Id'),
  about.text('database', 'the database, where the record says it', 'Schema'),
  about.duration('query_time', 'how long it took', 'Query_time'),
  about.duration('lock_time', 'how long it waited for locks', 'Lock_time'),
  about.count('rows_sent', 'rows of the answer', 'Rows_sent'),
  about.count('rows_examined', 'rows that were read for it', 'Rows_examined'),
  about.count('rows_affected', 'of MariaDB and Percona: rows that were changed', 'Rows_affected'),
  about.size('bytes_sent', 'bytes of the answer', 'Bytes_sent'),
  about.number('errno', 'the error, 0 where there was none', 'Errno'),
  about.text('statement', 'the first line of the statement'),
];

/**
 * The slow query log of MySQL, MariaDB and Percona, in which a record has several lines.
 *
 *     # Time: 2024-05-01T12:00:00.123456Z
 *     # User@Host: jo[jo] @ app1 [192.0.2.7]  Id:     8
 *     # Query_time: 1.234567  Lock_time: 0.000002 Rows_sent: 1  Rows_examined: 1000
 *     SET timestamp=1714564800;
 *     SELECT …;
 *
 * The rule is "The Slow Query Log" in MySQL's documentation. A record is a row at the first line of its statement, so that
 * nothing has to be held back; further lines of a statement, and what a server says when it starts, are no rows and are not
 * rejected. The time is that of `# Time`; older servers write it once for a second, local, as `240501 12:00:00`: say the
 * zone. Where there is none yet, `SET timestamp` is it.
 */
export const mysqlSlow: TextFormat<'mysql-slow'> = {
  name: 'mysql-slow',
  summary: 'The slow query log of MySQL, MariaDB and Percona.',
  about: ABOUT,
  yearless: false,
  recognises: (line) =>
    /^# (?:Time: \d|User@Host: \S*\[|Query_time: [\d.]+ +Lock_time: [\d.]+ )/.test(line) ||
    /^\S+, Version: \S+ .*started with:$|^Tcp port: \d+ +Unix socket: |^Time +Id +Command +Argument$/.test(
      line,
    ),
  codec: rememberingCodec(
    ABOUT,
    ({ names, clock, strings, saved }) => new MysqlSlowParser(names, clock, strings, saved),
  ),
};
