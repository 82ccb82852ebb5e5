import type { Row } from '../../../io/codecs/fields/row.js';
import type { RowExtension } from '../../../io/lookup/extended-rows.js';
import type { LookupTable } from '../../../io/lookup/lookup-table.js';
import { grouped } from '../../../io/text/grouped.js';
import { largeWhole } from '../../../operators/number-in-text.js';

const HOUR = 3_600_000;
/** An address that nobody has named. */
const OTHER = '(other)';
/** After so many records without anything found it is said. */
const MANY = 10_000;

/** App and VPC. */
type Found = readonly unknown[] | undefined;

export interface AppNamingOptions {
  /** Knows of interfaces and addresses the app, and the VPC where it is said; may be read again. */
  readonly table: Pick<LookupTable, 'find'> & { refresh?(): Promise<void> };
  /** What the table is called. */
  readonly called: string;
  /** Told, in a sentence, that it knows nothing of any record. */
  readonly warn: (message: string) => void;
}

/**
 * Gives VPC flow records the fields of flow records besides: `src_app`, `dest_app`, `vpc_id`, `bytes_tx`, `bytes_rx`, and
 * `hour`, counted from the epoch.
 *
 * A VPC record is written by one interface and counts one direction. `src_app` is whose interface it is, and the bytes are
 * `bytes_tx` where it sent them and `bytes_rx` where it got them: as `flow_direction` says, or else by which of the two
 * addresses has the interface's app. Of an interface that nobody has named, `src_app` is whose the source address is, and
 * the bytes are sent. An address that nobody has named is `(other)`. `vpc_id` is that of the app, or the record's own.
 *
 * A record without data (NODATA, SKIPDATA) has null in all of them but `hour`, and its `log_status` says what it is.
 */
export class AppNaming implements RowExtension {
  #records = 0;
  #first: unknown;
  /** Something was found, or it was said that nothing is. */
  #isSettled = false;

  constructor(private readonly options: AppNamingOptions) {}

  async refresh(): Promise<void> {
    await this.options.table.refresh?.();
  }

  extend(rows: readonly Row[]): void {
    for (const row of rows as readonly (Record<string, unknown> & Row)[]) this.#name(row);
    if (!this.#isSettled && this.#records >= MANY) this.end();
  }

  end(): void {
    if (this.#isSettled || this.#records === 0) return;
    this.#isSettled = true;
    const { called, warn } = this.options;
    warn(
      `Nothing of interface_id, srcaddr and dstaddr is in ${called} so far, of ${grouped(this.#records)} records, the first of ${JSON.stringify(String(this.#first).slice(0, 80))}: src_app and dest_app are ${OTHER} in all of them.`,
    );
  }

  #name(row: Record<string, unknown> & Row): void {
    row.hour = Math.floor(row.time / HOUR);
    const { bytes } = row;
    // More than a number holds is the text of its digits.
    if (typeof bytes !== 'number' && (typeof bytes !== 'string' || largeWhole(bytes) === undefined)) {
      row.src_app = null;
      row.dest_app = null;
      row.bytes_tx = null;
      row.bytes_rx = null;
      return;
    }
    const own = this.#find(row.interface_id);
    const source = this.#find(row.srcaddr);
    const target = this.#find(row.dstaddr);
    if (!this.#isSettled) this.#count(row, own ?? source ?? target);
    const sent = own === undefined || isSent(row.flow_direction, own, source, target);
    const peer = sent ? target : source;
    const self = own ?? source;
    row.src_app = textOf(self?.[0]) ?? OTHER;
    row.dest_app = textOf(peer?.[0]) ?? OTHER;
    row.bytes_tx = sent ? bytes : 0;
    row.bytes_rx = sent ? 0 : bytes;
    row.vpc_id = textOf(self?.[1]) ?? row.vpc_id ?? OTHER;
  }

  #find(key: unknown): Found {
    return typeof key === 'string' ? this.options.table.find(key) : undefined;
  }

  #count(row: Record<string, unknown>, found: Found): void {
    if (found !== undefined) this.#isSettled = true;
    else if (this.#records++ === 0) this.#first = row.interface_id ?? row.srcaddr;
  }
}

/** A database may have numbers, and keys are texts. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? undefined : String(value);
};

const isSent = (direction: unknown, own: Found, source: Found, target: Found): boolean => {
  if (direction === 'egress') return true;
  if (direction === 'ingress') return false;
  const app = own?.[0];
  return (source !== undefined && source[0] === app) || target === undefined || target[0] !== app;
};
