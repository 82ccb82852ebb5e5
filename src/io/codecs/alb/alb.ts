import { fieldText } from '../bytes/field-text.js';
import type { Codec } from '../codec.js';
import { ColumnStrings } from '../columns/column-strings.js';
import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import type { Row } from '../fields/row.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { ALB_ALL, ALB_FIELDS, albColumns } from './alb-columns.js';
import { AlbParser } from './alb-parser.js';

export interface AlbOptions {
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
  /**
   * `end`: the time of a row is the one that is written. By default that of a Classic Load Balancer, which writes when it
   * received the request, is when the request was over, as that of an Application Load Balancer is.
   */
  readonly stamp?: 'end';
}

/**
 * Access logs of AWS load balancers: Application, of any year, and Classic; a file may mix them.
 *
 *     [type] time elb client:port target:port three-times elb-status target-status received sent "request" ["agent" …]
 *
 * Rows have the names of access logs: `host` (the client's address), `method`, `path` (without the site), `section`,
 * `protocol`, `vhost` (the site of the request, with its port), `status` (elb_status_code), `size` (sent_bytes), `agent`,
 * and `duration`, the three processing times together in milliseconds. Everything else has its name of AWS's
 * documentation with underscores, `client:port` and `target:port` in two: `client_port`, `target_ip`, `target_port`,
 * `target_status_code`, `target_processing_time` (milliseconds, as all durations are), `trace_id`, `request_creation_time` (epoch milliseconds) and
 * so on. What a Classic Load Balancer calls backend is the target. The own names of the former, such as
 * `elb_status_code`, and the whole `request` can be asked for, too; `all` has each value once.
 *
 * `-` is null, and so is a time of -1, and then `duration`. Fields that a line does not have are undefined, unknown ones
 * at its end are ignored.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` is not a positive whole number.
 *
 * @example
 * ```ts
 * import { file, albCodec } from 'tidemark';
 *
 * const source = file({ path: 'elb.log.gz', codec: albCodec() });
 * ```
 */
export function alb(options: AlbOptions = {}): Codec<Row> {
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const strings = new ColumnStrings(fieldText);
  return {
    fields: ALB_FIELDS,
    decoder(fields, { offset = 0, saved } = {}) {
      const plan = new RowPlan(wantedColumns(albColumns(strings), fields, ALB_ALL));
      return new LineDecoder(() => new AlbParser(plan, options.stamp !== 'end'), {
        maxLineBytes,
        offset,
        saved,
      });
    },
  };
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`;
const PART = String.raw`(?:-1|\d{1,9}(?:\.\d{1,9})?)`;
const LINE = new RegExp(
  `^(?:(?:https?|h2|grpcs|wss?) )?${TIME} [^ ]{1,256} [^ ]{1,64}:\\d{1,5} (?:-|[^ ]{1,64}:\\d{1,5}) ` +
    `${PART} ${PART} ${PART} (?:-|\\d{3}) (?:-|\\d{1,3}) -?\\d{1,20} -?\\d{1,20} "`,
);

/** Whether a line, the first of its input, is certainly one of an AWS load balancer, Application or Classic. */
export function isAlb(line: string): boolean {
  return LINE.test(line);
}
