import { decimalNumber } from '../columns/decimal-number.js';
import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import type { Row } from '../fields/row.js';
import { uniqueNames } from '../fields/snake-case.js';
import type { LineParser } from '../line/line-decoder.js';
import { epochMs } from '../time/epoch-time.js';
import { w3cColumns } from '../w3c/w3c-columns.js';
import { W3cFields } from '../w3c/w3c-fields.js';
import type { W3cStrings } from '../w3c/w3c-strings.js';
import { type Look, REALTIME_LOOKS } from './realtime-looks.js';

export interface RealtimeLayout {
  /** As AWS names them, `timestamp` among them. */
  readonly fields: readonly string[];
  /** How many of them a line has at least. */
  readonly least: number;
  /** Whether a line may have others behind them. */
  readonly isOpen: boolean;
}

/** Reads a real-time log of CloudFront; see `cloudfrontRealtime`. */
export class RealtimeParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  readonly #fields = new W3cFields();
  readonly #plan: RowPlan<W3cFields>;
  readonly #time: number;
  readonly #looks: readonly (readonly [index: number, name: string, look: Look])[];

  constructor(
    private readonly layout: RealtimeLayout,
    wanted: readonly string[] | 'all',
    strings: W3cStrings,
  ) {
    const { fields } = layout;
    const indexes = new Map(uniqueNames(fields).map((name, index) => [name, index] as const));
    this.#time = fields.indexOf('timestamp');
    indexes.delete('timestamp');
    const { columns, all } = w3cColumns(indexes, strings, { ms: 1000, onGuess: undefined });
    this.#plan = new RowPlan(wantedColumns(columns, wanted, all));
    this.#looks = fields.flatMap((name, index) => {
      const look = Object.hasOwn(REALTIME_LOOKS, name) ? REALTIME_LOOKS[name] : undefined;
      return look === undefined ? [] : [[index, name, look] as const];
    });
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const fields = this.#fields;
    const { least, isOpen } = this.layout;
    const most = this.layout.fields.length;
    this.noTime = false;
    this.problem = '';
    fields.split(bytes, from, to);
    const count = fields.endsEmpty && fields.count === most + 1 ? most : fields.count;
    if (count < least || (count > most && !isOpen)) {
      this.problem = `It has ${fields.count} fields, and ${least === most ? most : `${least} to ${most}`} are expected; say which in the order of the real-time configuration.`;
      return undefined;
    }
    const strange = this.#strange(bytes);
    if (strange !== undefined) {
      this.problem = `What stands in the place of ${strange} is none; say the fields in the order of the real-time configuration.`;
      return undefined;
    }
    const at = this.#time;
    const seconds = decimalNumber(bytes, fields.from[at] as number, fields.to[at] as number);
    const time = seconds === null ? Number.NaN : epochMs(seconds, 's');
    if (!Number.isNaN(time)) return this.#plan.row(time, bytes, fields);
    this.problem = 'The timestamp is no time in seconds.';
    return undefined;
  }

  /** The first field whose value does not look like one. */
  #strange(bytes: Buffer): string | undefined {
    const { from, to, count } = this.#fields;
    for (const [index, name, look] of this.#looks) {
      if (index >= count) return undefined;
      const start = from[index] as number;
      const end = to[index] as number;
      if (end === start || (end === start + 1 && bytes[start] === DASH)) continue;
      if (!look(bytes, start, end)) return name;
    }
    return undefined;
  }
}

const DASH = 0x2d;
