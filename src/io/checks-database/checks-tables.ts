import type { PostgresColumn, PostgresTable } from '../sinks/postgres/postgres-table.js';
import type { Emitted } from '../sinks/sink.js';
import { checksHealth } from './checks-health.js';

type Row = Readonly<Record<string, unknown>>;

// Rows of checks, to which a config may have added fields: what one lacks is NULL.
const rowOf = ({ row }: Emitted): Row => row as Row;

const field = (name: string, from = name): PostgresColumn => ({
  name,
  read: (emitted) => rowOf(emitted)[from],
});

/** `tag_team` of a row as `team`; null for none. */
const tagsOf = (row: Row): Row | null => {
  let tags: Record<string, unknown> | null = null;
  for (const name in row) {
    if (!name.startsWith('tag_')) continue;
    tags ??= {};
    tags[name.slice('tag_'.length)] = row[name];
  }
  return tags;
};

/** When it was begun: as much after it was due as it was late. null: it was not. */
const begun = ({ time, lag }: Row): unknown =>
  typeof time === 'number' && typeof lag === 'number' ? time + lag : null;

const WHO: readonly PostgresColumn[] = [
  field('scheduled_at', 'time'),
  { name: 'location', read: (emitted) => rowOf(emitted).location ?? 'default' },
  field('name'),
  field('url'),
  { name: 'request_timestamp', read: (emitted) => begun(rowOf(emitted)) },
  field('status_code', 'status'),
  field('class'),
  field('phase'),
  field('detail'),
  field('address'),
  field('final_url'),
  field('note'),
  { name: 'maintenance', read: (emitted) => rowOf(emitted).maintenance === true },
];

const KEY = ['target', 'location', 'scheduled_at'];

const MADE_BY = 'tidemark migrate';

const isCheck = ({ moved }: Row): boolean => moved !== true;

/** Where checks are stored, as `db/create_db.sql` makes it: all of them in `metrics`, and those that failed in `errors` too. */
export const CHECKS_TABLES: readonly PostgresTable[] = [
  {
    table: 'metrics',
    columns: [
      ...WHO,
      field('response_time', 'total'),
      ...['dns', 'connect', 'proxy', 'tls', 'wait', 'body', 'lag', 'every', 'bytes', 'redirects'].map(
        (name) => field(name),
      ),
      ...['family', 'reused', 'certificate', 'certificate_due', 'group'].map((name) => field(name)),
      { name: 'tags', read: (emitted) => tagsOf(rowOf(emitted)) },
    ],
    key: KEY,
    when: (emitted) => isCheck(rowOf(emitted)),
    madeBy: MADE_BY,
    lookAfter: checksHealth,
  },
  {
    table: 'errors',
    columns: WHO,
    key: KEY,
    when: (emitted) => {
      const row = rowOf(emitted);
      return isCheck(row) && row.class !== 'ok' && row.class !== 'slow';
    },
    madeBy: MADE_BY,
  },
];
