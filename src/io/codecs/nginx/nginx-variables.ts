/** How the text of a variable becomes a value. */
export type VariableKind =
  /** Numbers where they look like JSON's, else text. */
  | 'typed'
  | 'text'
  /** The request line: method, path, section and protocol. */
  | 'request'
  /** A path, and with it a section. */
  | 'target'
  | 'status'
  /** Bytes; 0 for `-`. */
  | 'size'
  /** Seconds, made milliseconds; of several, one for each server that was asked, their sum. */
  | 'seconds'
  /** Microseconds, made milliseconds. */
  | 'microseconds';

export interface VariableField {
  readonly field: string;
  readonly kind: VariableKind;
}

/**
 * Variables that have a name in access logs. Where several have the same one, the first in this list that a format
 * contains gets it, and the others keep their own.
 */
export const ACCESS_VARIABLES: readonly (readonly [variable: string, VariableField])[] = [
  ['remote_addr', { field: 'host', kind: 'text' }],
  ['remote_user', { field: 'user', kind: 'text' }],
  ['request', { field: 'request', kind: 'request' }],
  ['request_method', { field: 'method', kind: 'text' }],
  ['request_uri', { field: 'path', kind: 'target' }],
  ['uri', { field: 'path', kind: 'target' }],
  ['server_protocol', { field: 'protocol', kind: 'text' }],
  ['status', { field: 'status', kind: 'status' }],
  ['body_bytes_sent', { field: 'size', kind: 'size' }],
  ['bytes_sent', { field: 'size', kind: 'size' }],
  ['request_time', { field: 'duration', kind: 'seconds' }],
  ['http_referer', { field: 'referer', kind: 'text' }],
  ['http_user_agent', { field: 'agent', kind: 'text' }],
  ['host', { field: 'vhost', kind: 'text' }],
  ['http_host', { field: 'vhost', kind: 'text' }],
  ['server_name', { field: 'vhost', kind: 'text' }],
];

/** Variables that count time: in rows they are milliseconds, whatever their field is called. */
export const DURATION_VARIABLES: ReadonlyMap<string, 'seconds' | 'microseconds'> = new Map([
  ['request_time', 'seconds'],
  ['connection_time', 'seconds'],
  ['session_time', 'seconds'],
  ['upstream_connect_time', 'seconds'],
  ['upstream_first_byte_time', 'seconds'],
  ['upstream_header_time', 'seconds'],
  ['upstream_queue_time', 'seconds'],
  ['upstream_response_time', 'seconds'],
  ['upstream_session_time', 'seconds'],
  ['tcpinfo_rtt', 'microseconds'],
  ['tcpinfo_rttvar', 'microseconds'],
]);

/** What the request gives. */
export const REQUEST_FIELDS = ['method', 'path', 'section', 'protocol'] as const;

/** Variables that hold the time, the most exact first. */
export const TIME_VARIABLES: readonly string[] = ['msec', 'time_iso8601', 'time_local'];
