import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import { ColumnStrings } from '../columns/column-strings.js';
import type { Row } from '../fields/row.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { type FlowTime, flowFieldName } from './vpc-flow-layout.js';
import { areFlowNames, FLOW_FIELDS, flowHeader, flowNames } from './vpc-flow-names.js';
import { VpcFlowParser } from './vpc-flow-parser.js';

export interface VpcFlowOptions {
  /**
   * The fields of records that no header line precedes, as a header or as the format that AWS was given
   * (`${version} ${vpc-id} …`). Those of version 2 by default.
   */
  readonly header?: string;
  /** Which end of its interval is the time of a record; `start` by default. */
  readonly time?: FlowTime;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/**
 * AWS VPC flow logs, versions 2 to 11, in any order of fields that a header line or `header` tells.
 *
 *     version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
 *
 * Rows have AWS's names with underscores (`account_id`, `pkt_srcaddr`, `log_status`), but `start` and `end` are
 * `start_time` and `end_time`, in epoch milliseconds, as window rows keep the short names for themselves. `time` is one of
 * the two; where a record has none, the time that CloudWatch puts before an exported record.
 *
 * `-` is null. A record without data (`NODATA`, `SKIPDATA`) is a row like any other, told by its `log_status`. Ports,
 * flags, `packets` and `bytes` are numbers; one above 2^53 is the text of its digits. Fields that
 * AWS may add are text under their own names.
 *
 * Header lines are neither rows nor rejected, wherever they are. A record with more or fewer fields than its header is
 * `malformed`; where the format has no time at all, every record is `no-time`.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes`, `time` or `header` is not valid.
 *
 * @example
 * ```ts
 * import { file, vpcFlowCodec } from 'tidemark';
 *
 * const source = file({ path: 'vpc-flow.log.gz', codec: vpcFlowCodec() });
 * ```
 */
export function vpcFlow(options: VpcFlowOptions = {}): Codec<Row> {
  const { time = 'start', header } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  if (time !== 'start' && time !== 'end') {
    throw new TidemarkError('bad-options', `Unknown time "${String(time)}"; it is start or end.`);
  }
  const names = header === undefined ? undefined : flowNames(header);
  if (names !== undefined && !areFlowNames(names)) {
    throw new TidemarkError('bad-options', `header must name the fields as AWS does, not "${header}".`);
  }
  const strings = new ColumnStrings();
  return {
    fields: ['time', ...FLOW_FIELDS.map(flowFieldName)],
    open: true,
    decoder(wanted, { offset = 0, saved } = {}) {
      const parserOptions = { names, wanted, strings, time };
      return new LineDecoder((memory) => new VpcFlowParser(parserOptions, memory), {
        maxLineBytes,
        offset,
        saved,
      });
    },
  };
}

const RECORD =
  /^2 (?:\d{12}|unknown) eni-[0-9a-z]{1,40} (?:[0-9a-fA-F.:]{2,45} [0-9a-fA-F.:]{2,45} (?:\d{1,10} ){5}|(?:- ){7})\d{9,11} \d{9,11} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/;

/** Words that only flow logs begin their header with; one of them must be in it. */
const TELLING = ['interface_id', 'srcaddr', 'dstaddr', 'pkt_srcaddr', 'pkt_dstaddr', 'log_status'];

/** Whether a line, the first of its input, is certainly one of a VPC flow log: a header, or a record of version 2. Records in a custom order do not tell. */
export function isVpcFlow(line: string): boolean {
  if (RECORD.test(line)) return true;
  const names = flowHeader(line);
  return names?.some((name) => TELLING.includes(name)) ?? false;
}
