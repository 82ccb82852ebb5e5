import { ClfTime } from '../access-log/clf-time.js';
import { decimalNumber } from '../columns/decimal-number.js';
import { isDash, numberColumn } from '../columns/read-column.js';
import type { RowPlan } from '../columns/row-plan.js';
import { SpaceFields } from '../columns/space-fields.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { tookMs } from '../time/stamped-at-start.js';
import { S3_ACCESS } from './s3-access-columns.js';

const readTotal = numberColumn(S3_ACCESS.total);

/** Reads one line of S3. It is a row exactly if it has all fields up to the turn-around time, a valid time, and a number or `-` as status. */
export class S3AccessParser implements LineParser<Row> {
  problem = '';
  private readonly fields = new SpaceFields(S3_ACCESS.time);
  private readonly clock = new ClfTime();

  /** `atStart`: the time is that at which the request came, and the row gets that at which it was over. */
  constructor(
    private readonly plan: RowPlan,
    private readonly atStart: boolean,
  ) {}

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { fields } = this;
    fields.split(bytes, from, to);
    if (fields.count <= S3_ACCESS.last) {
      this.problem = 'It ends before the turn-around time.';
      return undefined;
    }
    const { status } = S3_ACCESS;
    const isStatus =
      isDash(bytes, fields, status) ||
      decimalNumber(bytes, fields.from[status] as number, fields.to[status] as number) !== null;
    if (!isStatus) {
      this.problem = 'The HTTP status is neither a number nor -.';
      return undefined;
    }
    // The field lies within its brackets, the clock reads them, too.
    const time = this.clock.read(bytes, (fields.from[S3_ACCESS.time] as number) - 1, to);
    const isWhole = this.clock.next === (fields.to[S3_ACCESS.time] as number) + 1;
    if (!Number.isNaN(time) && isWhole)
      return this.plan.row(time + (this.atStart ? tookMs(readTotal(bytes, fields), 'ms') : 0), bytes, fields);
    this.problem = 'The time is not a valid [dd/Mon/yyyy:HH:MM:SS +zzzz].';
    return undefined;
  }
}
