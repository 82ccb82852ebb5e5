import type { RowPlan } from '../columns/row-plan.js';
import { SpaceFields } from '../columns/space-fields.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { IsoClock } from '../time/iso-time.js';
import { tookMs } from '../time/stamped-at-start.js';
import { ALB, durationColumn } from './alb-columns.js';

const DASH = 0x2d;
const readDuration = durationColumn();

/** Reads one line of a load balancer. It is a row exactly if it reaches the request, has a valid time, and a number or `-` as status. */
export class AlbParser implements LineParser<Row> {
  problem = '';
  private readonly fields = new SpaceFields();
  private readonly clock = new IsoClock();

  /** `atStart`: a Classic Load Balancer writes when the request came, and its row gets when it was over. */
  constructor(
    private readonly plan: RowPlan,
    private readonly atStart: boolean,
  ) {}

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { fields } = this;
    // Only a Classic Load Balancer begins with the time.
    fields.split(bytes, from, to, isDigit(bytes[from]) ? 1 : 0);
    if (fields.count <= ALB.request) {
      this.problem = 'It ends before the request.';
      return undefined;
    }
    if (!isStatus(bytes, fields.from[ALB.elbStatus] as number, fields.to[ALB.elbStatus] as number)) {
      this.problem = 'elb_status_code is neither three digits nor -.';
      return undefined;
    }
    const time = this.clock.read(bytes, fields.from[ALB.time] as number, fields.to[ALB.time] as number);
    const isClassic = fields.from[ALB.type] === fields.to[ALB.type];
    const took = this.atStart && isClassic ? tookMs(readDuration(bytes, fields), 'ms') : 0;
    if (!Number.isNaN(time)) return this.plan.row(time + took, bytes, fields);
    this.problem = 'The time is not valid.';
    return undefined;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isStatus(bytes: Buffer, from: number, to: number): boolean {
  if (to - from === 1) return bytes[from] === DASH;
  return to - from === 3 && isDigit(bytes[from]) && isDigit(bytes[from + 1]) && isDigit(bytes[from + 2]);
}
