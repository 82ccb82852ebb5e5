import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import { MAX_FIELDS } from '../columns/line-fields.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { ACCESS_NAMES } from '../w3c/w3c-names.js';
import { W3cStrings } from '../w3c/w3c-strings.js';
import { FIRST_REALTIME_FIELDS, REALTIME_FIELDS } from './realtime-fields.js';
import { type RealtimeLayout, RealtimeParser } from './realtime-parser.js';

export interface CloudFrontRealtimeOptions {
  /** The fields in the order in which the real-time configuration has them; all of them by default. */
  readonly fields?: readonly string[];
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/**
 * Real-time logs of CloudFront, as they come out of Kinesis: one request a line, tabs between the fields.
 *
 *     1714564801.250	192.0.2.1	0.002	200	612	GET	https	www.example.com	/a	…
 *
 * The rule is "Use real-time logs" in the documentation of CloudFront. A line does not say which fields it has: `fields` does,
 * and without it there are all, in the order in which CloudFront writes them, of which the newest may be missing. A value that
 * is none of its field (a port that is no number) tells that they are others, and the line is rejected.
 *
 * Rows are those of `cloudfront`: `duration` (time-taken) and other durations in milliseconds, `vhost` the host that was asked
 * for, `path` with its query, and every other field under its own name with underscores (`c_country`, `cs_headers`).
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` or `fields` is not valid.
 *
 * @example
 * ```ts
 * import { cloudfrontRealtimeCodec, stdin } from 'tidemark';
 *
 * const source = stdin({ codec: cloudfrontRealtimeCodec({ fields: ['timestamp', 'c-ip', 'sc-status', 'cs-uri-stem'] }) });
 * ```
 */
export function cloudfrontRealtime(options: CloudFrontRealtimeOptions = {}): Codec<Row> {
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const layout = options.fields === undefined ? ALL : checkedLayout(options.fields);
  const strings = new W3cStrings();
  const own = layout.fields.filter((name) => name !== 'timestamp').map(snakeCase);
  const access = Object.entries(ACCESS_NAMES).filter(([, from]) => from.some((name) => own.includes(name)));
  return {
    fields: ['time', ...access.map(([name]) => name), ...own],
    decoder: (wanted, { offset = 0, saved } = {}) =>
      new LineDecoder(() => new RealtimeParser(layout, wanted, strings), { maxLineBytes, offset, saved }),
  };
}

const ALL: RealtimeLayout = { fields: REALTIME_FIELDS, least: FIRST_REALTIME_FIELDS, isOpen: true };

function checkedLayout(fields: readonly string[]): RealtimeLayout {
  if (!fields.includes('timestamp'))
    throw new TidemarkError('bad-options', 'fields must name timestamp: there is no time without it.');
  if (fields.length > MAX_FIELDS || new Set(fields).size !== fields.length)
    throw new TidemarkError('bad-options', `fields must name at most ${MAX_FIELDS} fields, each once.`);
  const unknown = fields.find((name) => !/^[a-z][a-z0-9-]*$/.test(name));
  if (unknown !== undefined)
    throw new TidemarkError(
      'bad-options',
      `No field is called "${unknown}"; there are ${REALTIME_FIELDS.join(', ')}.`,
    );
  return { fields, least: fields.length, isOpen: false };
}

const HEAD =
  /^\d{10}(?:\.\d{1,6})?\t[0-9A-Fa-f:.]{3,45}\t[\d.]+\t\d{1,3}\t\d+\t[A-Z]+\t(?:https?|wss?)\t[^\t]+\t[/*][^\t]*\t/;

/** Whether a line begins as one of a real-time log that has all fields does. */
export const resemblesRealtime = (line: string): boolean => HEAD.test(line);

/** Whether a line is certainly one of a real-time log that has all fields. */
export function isCloudFrontRealtime(line: string): boolean {
  if (!HEAD.test(line)) return false;
  const bytes = Buffer.from(line, 'utf8');
  parser ??= new RealtimeParser(ALL, [], new W3cStrings());
  return parser.parse(bytes, 0, bytes.length) !== undefined;
}

let parser: RealtimeParser | undefined;
