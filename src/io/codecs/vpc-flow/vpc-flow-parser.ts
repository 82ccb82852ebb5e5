import { decimalNumber } from '../columns/decimal-number.js';
import { SpaceFields } from '../columns/space-fields.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { IsoClock } from '../time/iso-time.js';
import { type VpcFlowLayout, type VpcFlowLayoutOptions, vpcFlowLayout } from './vpc-flow-layout.js';
import { DEFAULT_FLOW_FIELDS, flowHeader } from './vpc-flow-names.js';

const SPACE = 0x20;
const ISO_SEPARATOR = 0x54;
/** Latest time in seconds that is a date. */
const MAX_SECONDS = 8.64e12;

export interface VpcFlowParserOptions extends VpcFlowLayoutOptions {
  /** Fields of records before the first header line; undefined for those of version 2. */
  readonly names: readonly string[] | undefined;
}

/** Reads the headers and records of a flow log. A record is a row exactly if it has as many fields as its header and a valid time. */
export class VpcFlowParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  private readonly fields = new SpaceFields();
  private readonly clock = new IsoClock('refused');
  private layout: VpcFlowLayout;
  private header: readonly string[] | undefined;

  constructor(
    private readonly options: VpcFlowParserOptions,
    saved: unknown,
  ) {
    this.header = saved as readonly string[] | undefined;
    this.layout = vpcFlowLayout(this.header ?? options.names ?? DEFAULT_FLOW_FIELDS, options);
  }

  save(): unknown {
    return this.header;
  }

  parse(bytes: Buffer, start: number, to: number): Row | undefined {
    this.problem = '';
    this.noTime = false;
    const { fields, layout } = this;
    if (isLetter(bytes[start]) && this.takeHeader(bytes, start, to)) return undefined;
    const from = afterLogTime(bytes, start, to);
    fields.split(bytes, from, to);
    if (fields.count !== layout.names.length) {
      this.problem = `It has ${fields.count} fields, and the header names ${layout.names.length}.`;
      return undefined;
    }
    let time = this.seconds(bytes, layout.time) * 1000;
    if (Number.isNaN(time)) time = this.seconds(bytes, layout.otherTime) * 1000;
    if (Number.isNaN(time) && from > start) time = this.clock.read(bytes, start, from - 1);
    if (!Number.isNaN(time)) return layout.plan.row(time, bytes, fields);
    this.noTime = layout.time === -1 && layout.otherTime === -1;
    this.problem = this.noTime ? 'Its format has neither start nor end.' : 'Neither start nor end is a time.';
    return undefined;
  }

  private seconds(bytes: Buffer, index: number): number {
    if (index === -1) return Number.NaN;
    const { from, to } = this.fields;
    const value = decimalNumber(bytes, from[index] as number, to[index] as number);
    return value !== null && Number.isInteger(value) && Math.abs(value) <= MAX_SECONDS ? value : Number.NaN;
  }

  private takeHeader(bytes: Buffer, from: number, to: number): boolean {
    const names = flowHeader(bytes.toString('latin1', from, to));
    if (names === undefined) return false;
    this.header = names;
    this.layout = vpcFlowLayout(names, this.options);
    return true;
  }
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/** Index of the record behind the time that CloudWatch puts before it when it exports: `2024-02-29T13:55:36.000Z `. */
function afterLogTime(bytes: Buffer, from: number, to: number): number {
  if (to - from < 20 || bytes[from + 10] !== ISO_SEPARATOR) return from;
  let at = from + 19;
  while (at < to && bytes[at] !== SPACE) at++;
  return at < to && bytes[from + 4] === 0x2d && bytes[from + 7] === 0x2d ? at + 1 : from;
}
