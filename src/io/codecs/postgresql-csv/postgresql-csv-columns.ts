import { about } from '../fields/about.js';
import type { FieldAbout } from '../fields/field-about.js';

/** The columns of csvlog, in their order, as rows have them; empty: read otherwise. Those at the end came with 13 and 14. */
export const CSVLOG_COLUMNS: readonly string[] = [
  ...['', 'user', 'database', 'pid', '', 'session_id', 'session_line', 'command', 'session_start'],
  ...['virtual_transaction', 'transaction', 'severity', 'sql_state', 'message', 'detail', 'hint'],
  ...['internal_query', 'internal_query_pos', 'context', 'query', 'query_pos', 'location'],
  ...['application', 'backend_type', 'leader_pid', 'query_id'],
];

/** How many there are in the releases: up to 12, in 13, and from 14 on. */
export const CSVLOG_COUNTS: readonly number[] = [23, 24, 26];
export const CSVLOG_TIME = 0;
export const CSVLOG_CLIENT = 4;
export const CSVLOG_MESSAGE = CSVLOG_COLUMNS.indexOf('message');

export const CSVLOG_NUMBERS: ReadonlySet<string> = new Set([
  ...['pid', 'session_line', 'internal_query_pos', 'query_pos', 'leader_pid'],
]);
/** What hardly ever repeats. */
export const CSVLOG_TEXTS: ReadonlySet<string> = new Set([
  ...['message', 'detail', 'hint', 'context', 'query', 'internal_query', 'session_id', 'session_start'],
  ...['virtual_transaction', 'transaction', 'query_id'],
]);

export const POSTGRESQL_CSV_ABOUT: readonly FieldAbout[] = [
  about.text('severity', 'such as LOG or ERROR', 'error_severity'),
  about.number('pid', 'the process', 'process_id'),
  about.text('user', 'who is connected', 'user_name'),
  about.text('database', 'to which database', 'database_name'),
  about.text('application', 'what the client calls itself', 'application_name'),
  about.text('host', 'address or name of the client', 'connection_from'),
  about.number('client_port', 'its port', 'connection_from'),
  about.duration('duration', 'how long a statement took', 'message'),
  about.text('statement', 'what took so long', 'message'),
  about.text('message', 'all of what is said'),
  about.text('sql_state', 'the code of the error, such as 42P01', 'sql_state_code'),
  about.text('detail', 'more of it'),
  about.text('hint', 'what may help'),
  about.text('context', 'where it happened'),
  about.text('query', 'the statement that an error is of'),
  about.number('query_pos', 'where in it'),
  about.text('internal_query', 'the statement within a function'),
  about.number('internal_query_pos', 'where in it'),
  about.text('location', 'where in the source, where that is logged'),
  about.text('command', 'what kind of command, such as SELECT', 'command_tag'),
  about.text('session_id', 'the session'),
  about.number('session_line', 'its lines are counted', 'session_line_num'),
  about.text('session_start', 'when it began, as it is written', 'session_start_time'),
  about.text('virtual_transaction', 'the virtual transaction', 'virtual_transaction_id'),
  about.text('transaction', 'the transaction', 'transaction_id'),
  about.text('backend_type', 'from 13 on: such as client backend'),
  about.number('leader_pid', 'from 14 on: the process that a worker is of'),
  about.text('query_id', 'from 14 on: the query, as its statistics call it'),
];
