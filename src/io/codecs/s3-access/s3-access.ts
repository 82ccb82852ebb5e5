import type { Codec } from '../codec.js';
import { ColumnStrings } from '../columns/column-strings.js';
import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import type { Row } from '../fields/row.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { S3_ACCESS_ALL, S3_ACCESS_FIELDS, s3AccessColumns } from './s3-access-columns.js';
import { S3AccessParser } from './s3-access-parser.js';

export interface S3AccessOptions {
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
  /** `end`: the time of a row is the one that is written: when S3 received the request. By default it is when it was over. */
  readonly stamp?: 'end';
}

/**
 * Server access logs of Amazon S3.
 *
 *     owner bucket [time] remote-ip requester request-id operation key "request" status error bytes … "referer" "agent" …
 *
 * Rows have the names of access logs: `host` (remote_ip), `user` (requester), `method`, `path`, `section`, `protocol`,
 * `status`, `size` (0 for `-`), `referer`, `agent`, `vhost` (host_header), and `duration` (total_time) in milliseconds.
 * Everything else has its name of AWS's documentation with underscores: `bucket`, `operation`, `key` (escaped as it is
 * logged), `error_code`, `turn_around_time` (milliseconds) and so on. The own names of the former, such as
 * `http_status`, can be asked for, too; `all` has each value once.
 *
 * `-` is null. Fields that a line does not have are undefined, unknown ones at its end are ignored. S3 does not escape
 * quotes: a quote ends its field only where a space or the end of the line follows it.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { file, s3AccessCodec } from 'tidemark';
 *
 * const source = file({ path: 's3-access.log', codec: s3AccessCodec() });
 * ```
 */
export function s3Access(options: S3AccessOptions = {}): Codec<Row> {
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const strings = new ColumnStrings();
  return {
    fields: S3_ACCESS_FIELDS,
    decoder(fields, { offset = 0, saved } = {}) {
      const plan = new RowPlan(wantedColumns(s3AccessColumns(strings), fields, S3_ACCESS_ALL));
      return new LineDecoder(() => new S3AccessParser(plan, options.stamp !== 'end'), {
        maxLineBytes,
        offset,
        saved,
      });
    },
  };
}

const LINE =
  /^[0-9a-f]{64} [^ ]{1,256} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] [^ ]{1,64} [^ ]{1,2048} [^ ]{1,64} [A-Z][A-Z0-9]*\.[A-Z0-9_.]+ /;

/** Whether a line, the first of its input, is certainly one of an S3 server access log. */
export function isS3Access(line: string): boolean {
  return LINE.test(line);
}
