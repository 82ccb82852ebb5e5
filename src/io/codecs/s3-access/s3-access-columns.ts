import type { ColumnStrings } from '../columns/column-strings.js';
import { isDash, numberColumn, type ReadColumn, textColumn } from '../columns/read-column.js';
import { requestColumns } from '../columns/request-columns.js';

/** The fields in their order; those after the agent were appended over the years. */
const ORDER = [
  ...['bucket_owner', 'bucket', 'time', 'remote_ip', 'requester', 'request_id', 'operation', 'key'],
  ...['request_uri', 'http_status', 'error_code', 'bytes_sent', 'object_size', 'total_time'],
  ...['turn_around_time', 'referer', 'user_agent', 'version_id', 'host_id', 'signature_version'],
  ...['cipher_suite', 'authentication_type', 'host_header', 'tls_version', 'access_point_arn'],
  ...['acl_required', 'source_region'],
];

const indexOf = (name: string): number => ORDER.indexOf(name);

export const S3_ACCESS = {
  time: indexOf('time'),
  status: indexOf('http_status'),
  total: indexOf('total_time'),
  /** The last field that has to be there. */
  last: indexOf('turn_around_time'),
} as const;

/** Own names of what is in every row under the name that access logs have for it. */
const ALIASES = ['remote_ip', 'requester', 'request_uri', 'http_status', 'bytes_sent', 'user_agent'].concat(
  ...['total_time', 'host_header'],
);
const ACCESS = ['host', 'user', 'method', 'path', 'section', 'protocol', 'status', 'size', 'referer'].concat(
  ...['agent', 'vhost', 'duration'],
);
const NUMBERS = ['http_status', 'bytes_sent', 'object_size', 'total_time', 'turn_around_time'];

/** The names that `all` stands for: each value once. */
export const S3_ACCESS_ALL: readonly string[] = [
  'time',
  ...ACCESS,
  ...ORDER.filter((name) => name !== 'time' && name !== 'referer' && !ALIASES.includes(name)),
];

/** Every name that a row may have. */
export const S3_ACCESS_FIELDS: readonly string[] = [...S3_ACCESS_ALL, ...ALIASES];

/** The columns by name, for one decoder. */
export function s3AccessColumns(strings: ColumnStrings): ReadonlyMap<string, ReadColumn> {
  const columns = requestColumns(indexOf('request_uri'), strings);
  for (const [index, name] of ORDER.entries()) {
    columns.set(name, NUMBERS.includes(name) ? numberColumn(index) : textColumn(index, strings.short));
  }
  const text = (name: string, intern: ColumnStrings['short']): void => {
    columns.set(name, textColumn(indexOf(name), intern));
  };
  text('remote_ip', strings.host);
  text('host_header', strings.host);
  text('key', strings.path);
  text('request_uri', strings.path);
  text('referer', strings.long);
  text('user_agent', strings.long);
  const named: readonly (readonly [name: string, own: string])[] = [
    ['host', 'remote_ip'],
    ['user', 'requester'],
    ['status', 'http_status'],
    ['agent', 'user_agent'],
    ['vhost', 'host_header'],
    ['duration', 'total_time'],
  ];
  for (const [name, own] of named) columns.set(name, columns.get(own) as ReadColumn);
  columns.set('size', sizeColumn(indexOf('bytes_sent')));
  return columns;
}

/** S3 writes `-` where no byte was sent. */
function sizeColumn(index: number): ReadColumn {
  const read = numberColumn(index);
  return (bytes, fields) => (isDash(bytes, fields, index) ? 0 : read(bytes, fields));
}
