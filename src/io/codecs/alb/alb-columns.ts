import { addressColumn, portColumn } from '../columns/address-columns.js';
import type { ColumnStrings } from '../columns/column-strings.js';
import { numberColumn, type ReadColumn, scaled, textColumn } from '../columns/read-column.js';
import { requestColumns } from '../columns/request-columns.js';
import { timeSlot } from '../text-format/slot-columns.js';

/** Indexes of the fields that have to be there; those of a Classic Load Balancer are one less, as it has no type. */
export const ALB = {
  ...{ type: 0, time: 1, elb: 2, client: 3, target: 4 },
  ...{ requestTime: 5, targetTime: 6, responseTime: 7 },
  ...{ elbStatus: 8, targetStatus: 9, received: 10, sent: 11, request: 12 },
} as const;

/** What follows the request, in its order; fields were appended over the years. */
const AFTER_REQUEST = [
  ...['user_agent', 'ssl_cipher', 'ssl_protocol', 'target_group_arn', 'trace_id', 'domain_name'],
  ...['chosen_cert_arn', 'matched_rule_priority', 'request_creation_time', 'actions_executed'],
  ...['redirect_url', 'error_reason', 'target_port_list', 'target_status_code_list', 'classification'],
  ...['classification_reason', 'conn_trace_id', 'transformed_host', 'transformed_uri'],
  ...['request_transform_status'],
];

/** Own names of what is in every row under the name that access logs have for it, and parts of which are. */
const ALIASES = ['client_ip', 'elb_status_code', 'sent_bytes', 'request', 'user_agent'] as const;

/** Every name that a row may have. */
export const ALB_FIELDS: readonly string[] = [
  ...[
    'time',
    'host',
    'method',
    'path',
    'section',
    'protocol',
    'vhost',
    'status',
    'size',
    'agent',
    'duration',
  ],
  ...['type', 'elb', 'client_port', 'target_ip', 'target_port', 'request_processing_time'],
  ...['target_processing_time', 'response_processing_time', 'target_status_code', 'received_bytes'],
  ...AFTER_REQUEST.slice(1),
  ...ALIASES,
];

/** The names that `all` stands for: each value once. */
export const ALB_ALL: readonly string[] = ALB_FIELDS.slice(0, -ALIASES.length);

/** The columns by name, for one decoder. */
export function albColumns(strings: ColumnStrings): ReadonlyMap<string, ReadColumn> {
  const columns = requestColumns(ALB.request, strings);
  for (const [i, name] of AFTER_REQUEST.entries()) {
    columns.set(name, textColumn(ALB.request + 1 + i, strings.short));
  }
  const agent = textColumn(ALB.request + 1, strings.long);
  const status = numberColumn(ALB.elbStatus);
  const sent = numberColumn(ALB.sent);
  const client = addressColumn(ALB.client, strings.host);
  const after = (name: string): number => ALB.request + 1 + AFTER_REQUEST.indexOf(name);
  const rest: readonly (readonly [name: string, read: ReadColumn])[] = [
    ['host', client],
    ['client_ip', client],
    ['client_port', portColumn(ALB.client)],
    ['target_ip', addressColumn(ALB.target, strings.host)],
    ['target_port', portColumn(ALB.target)],
    ['status', status],
    ['elb_status_code', status],
    ['size', sent],
    ['sent_bytes', sent],
    ['agent', agent],
    ['user_agent', agent],
    ['duration', durationColumn()],
    ['type', typeColumn(strings)],
    ['elb', textColumn(ALB.elb, strings.short)],
    ['request', textColumn(ALB.request, strings.path)],
    ['request_processing_time', partColumn(ALB.requestTime)],
    ['target_processing_time', partColumn(ALB.targetTime)],
    ['response_processing_time', partColumn(ALB.responseTime)],
    ['target_status_code', numberColumn(ALB.targetStatus)],
    ['received_bytes', numberColumn(ALB.received)],
    ['matched_rule_priority', numberColumn(after('matched_rule_priority'))],
    ['request_creation_time', timeSlot(after('request_creation_time'))],
  ];
  for (const [name, read] of rest) columns.set(name, read);
  return columns;
}

/** Seconds; null for -1, which says that this part did not take place. */
function secondsColumn(index: number): (...line: Parameters<ReadColumn>) => number | null {
  const read = numberColumn(index);
  return (bytes, fields) => {
    const value = read(bytes, fields);
    return typeof value === 'number' && value >= 0 ? value : null;
  };
}

/** One of the three parts, in milliseconds; null where it did not take place. */
function partColumn(index: number): ReadColumn {
  const seconds = secondsColumn(index);
  return (bytes, fields) => {
    const value = seconds(bytes, fields);
    return value === null ? null : scaled(value, 1000);
  };
}

/** The three parts together, in milliseconds; null unless all of them took place. */
export function durationColumn(): ReadColumn {
  const request = secondsColumn(ALB.requestTime);
  const target = secondsColumn(ALB.targetTime);
  const response = secondsColumn(ALB.responseTime);
  return (bytes, fields) => {
    const before = request(bytes, fields);
    const within = target(bytes, fields);
    const after = response(bytes, fields);
    return before === null || within === null || after === null
      ? null
      : scaled(before + within + after, 1000);
  };
}

/** Undefined for a Classic Load Balancer, whose lines have none. */
function typeColumn(strings: ColumnStrings): ReadColumn {
  const read = textColumn(ALB.type, strings.short);
  return (bytes, fields) => (fields.from[0] === fields.to[0] ? undefined : read(bytes, fields));
}
