import type { Codec } from '../codec.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { w3c } from '../w3c/w3c.js';
import { ACCESS_NAMES } from '../w3c/w3c-names.js';

export interface CloudFrontOptions {
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/** The fields of a standard log, in their order; older logs have the first so many. */
export const CLOUDFRONT_FIELDS: readonly string[] = [
  ...['date', 'time', 'x-edge-location', 'sc-bytes', 'c-ip', 'cs-method', 'cs(Host)', 'cs-uri-stem'],
  ...['sc-status', 'cs(Referer)', 'cs(User-Agent)', 'cs-uri-query', 'cs(Cookie)', 'x-edge-result-type'],
  ...['x-edge-request-id', 'x-host-header', 'cs-protocol', 'cs-bytes', 'time-taken', 'x-forwarded-for'],
  ...['ssl-protocol', 'ssl-cipher', 'x-edge-response-result-type', 'cs-protocol-version', 'fle-status'],
  ...['fle-encrypted-fields', 'c-port', 'time-to-first-byte', 'x-edge-detailed-result-type'],
  ...['sc-content-type', 'sc-content-len', 'sc-range-start', 'sc-range-end'],
];

/**
 * Standard logs of CloudFront: extended logs, with the rows that `w3c` makes of them, which is what they may be read by
 * as well. This one reads files without header lines, too, in the order of the 33 fields that CloudFront documents.
 *
 * `duration` is in milliseconds, `vhost` is the host that was asked for (x-host-header) and `cs_host` that of the
 * distribution. `agent` has its percent escapes resolved, twice where they were escaped twice; everything else is as
 * logged. Fields at the end may be missing, and unknown ones at the end are ignored.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { file, cloudfrontCodec } from 'tidemark';
 *
 * const source = file({ path: 'E2K2LNL5N3WR51.2026-05-09-16.gz', codec: cloudfrontCodec() });
 * ```
 */
export function cloudfront(options: CloudFrontOptions = {}): Codec<Row> {
  const codec = w3c({ ...options, fields: CLOUDFRONT_FIELDS.join(' '), durationUnit: 's' });
  const own = CLOUDFRONT_FIELDS.slice(2).map(snakeCase);
  return {
    fields: ['time', ...Object.keys(ACCESS_NAMES).filter((name) => name !== 'user'), ...own],
    open: true,
    decoder: codec.decoder.bind(codec),
  };
}

const HEADER = /^\uFEFF?#Fields:\s*date\s+time\s+x-edge-location\s/i;
const ENTRY =
  /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[A-Z]{3}\d{1,4}(?:-[A-Z]{1,3}\d{1,4})?\t\d+\t[0-9A-Fa-f.:]+\t[A-Z]+\t/;

/** Whether a line, the first of its input, is certainly one of a CloudFront standard log: its `#Fields`, or an entry. A file that begins with `#Version` is left to `w3c`, which reads it as well. */
export function isCloudFront(line: string): boolean {
  return HEADER.test(line) || ENTRY.test(line);
}
