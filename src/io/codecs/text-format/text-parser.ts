import { decimalNumber } from '../columns/decimal-number.js';
import type { RowPlan } from '../columns/row-plan.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import type { StampReader } from '../time/stamp-reader.js';
import { tookMs } from '../time/stamped-at-start.js';
import type { Cutter } from './cutter.js';

export interface TextParserOptions {
  readonly plan: RowPlan;
  readonly cutter: Cutter;
  readonly stamps: StampReader;
  readonly timeSlot: number;
  /** -1 where a row has the time that is written. */
  readonly tookSlot: number;
  /** What the program says besides requests, in the log of them. */
  readonly messages: RegExp | undefined;
  readonly readsSyslog: boolean;
  readonly continues: ((bytes: Buffer, from: number) => boolean) | undefined;
}

/** As much of a line as tells that it is a message. */
const HEAD_BYTES = 300;

/** Reads one line of a format of text: where its values are, its time, and then what is asked for. */
export class TextParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  notRequest = false;

  constructor(
    private readonly options: TextParserOptions,
    saved: unknown,
  ) {
    if (saved !== undefined) options.stamps.load?.(saved);
  }

  get readsSyslog(): boolean {
    return this.options.readsSyslog;
  }

  save(): unknown {
    return this.options.stamps.save?.();
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { cutter, stamps, timeSlot, tookSlot, plan } = this.options;
    this.noTime = this.notRequest = false;
    if (!cutter.cut(bytes, from, to)) {
      this.#refuse(bytes, from, to);
      return undefined;
    }
    const { fields } = cutter;
    const time = stamps.read(bytes, fields.from[timeSlot] as number, fields.to[timeSlot] as number);
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = 'The time is not valid, or its year or zone has to be said.';
      return undefined;
    }
    return plan.row(tookSlot === -1 ? time : time + this.#took(bytes, tookSlot), bytes, fields);
  }

  #refuse(bytes: Buffer, from: number, to: number): void {
    const { cutter, messages, continues } = this.options;
    this.problem = '';
    if (continues?.(bytes, from) === true) return;
    const head =
      messages === undefined ? '' : bytes.toString('latin1', from, Math.min(to, from + HEAD_BYTES));
    this.notRequest = messages?.test(head) ?? false;
    this.problem = this.notRequest ? 'A message of the program that logs, and no request.' : cutter.problem;
  }

  #took(bytes: Buffer, slot: number): number {
    const { fields } = this.options.cutter;
    return tookMs(decimalNumber(bytes, fields.from[slot] as number, fields.to[slot] as number), 'ms');
  }
}
