import { scaled } from '../columns/read-column.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { epochMs } from '../time/epoch-time.js';
import type { LocalClock } from '../time/local-clock.js';
import { isoText } from '../time/text-time.js';

type Value = string | number | null;

/** What is known so far; structured-clonable. */
interface State {
  /** Of the last `# Time`; NaN before the first. */
  time: number;
  /** Of the record that is open: what its head says; null outside of records. */
  record: Record<string, Value> | null;
  /** Of the open record, by `SET timestamp`; NaN where it has none. */
  timestamp: number;
  /** Whether the lines that follow belong to a statement that has been given. */
  within: boolean;
}

const HASH = 0x23;
const TIME = /^# Time: (.*)$/;
const OLD_TIME = /^(\d\d)(\d\d)(\d\d) {1,2}(\d{1,2}):(\d\d:\d\d)$/;
const USER = /^# User@Host: ([^[]*)\[([^\]]*)\] @ +([^ []*) *\[([^\]]*)\](?: +Id: +(\d+))?/;
/** A value may be missing: `Schema:   QC_hit: No`. */
const PAIR = /([A-Za-z_]+): +(?![A-Za-z_]+:(?: |$))([^ ]+)/g;
const USE = /^use `?([^;`]+)`?;$/i;
const TIMESTAMP = /^SET (?:.*,)?timestamp=(\d{1,10})(?:\.\d+)?(?:,.*)?;$/i;
const COMMAND = /^# administrator command: (.*)$/;
/** What a server writes when it opens the log. */
const BANNER = /^(?:\S+, Version: |Tcp port: |Time +Id +Command +Argument)/;

/** By their names in the log: those of rows, and milliseconds of what is in seconds. */
const FIELDS: Readonly<
  Record<string, { readonly name: string; readonly factor?: number; readonly isText?: true }>
> = {
  Query_time: { name: 'query_time', factor: 1000 },
  Lock_time: { name: 'lock_time', factor: 1000 },
  Rows_sent: { name: 'rows_sent' },
  Rows_examined: { name: 'rows_examined' },
  Rows_affected: { name: 'rows_affected' },
  Bytes_sent: { name: 'bytes_sent' },
  Errno: { name: 'errno' },
  Last_errno: { name: 'errno' },
  Id: { name: 'id' },
  Thread_id: { name: 'id' },
  Schema: { name: 'database', isText: true },
};
/** Longer heads are none. */
const MAX_HEAD = 4096;

/** Reads the lines of a slow query log; see `mysqlSlow`. */
export class MysqlSlowParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  #state: State = { time: Number.NaN, record: null, timestamp: Number.NaN, within: false };

  constructor(
    private readonly names: readonly string[],
    private readonly clock: LocalClock,
    saved: unknown,
  ) {
    if (saved !== undefined) this.#state = structuredClone(saved) as State;
  }

  save(): unknown {
    return structuredClone(this.#state);
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    this.problem = '';
    this.noTime = false;
    const { record, within } = this.#state;
    if (bytes[from] === HASH && to - from <= MAX_HEAD) {
      return this.#head(bytes.toString('utf8', from, to));
    }
    // Most lines of a long statement need not be looked at.
    if (record === null && within) return undefined;
    return this.#body(bytes.toString('utf8', from, to));
  }

  #head(line: string): Row | undefined {
    const state = this.#state;
    const time = TIME.exec(line)?.[1];
    if (time !== undefined) return this.#begin(() => this.#setTime(time));
    const user = USER.exec(line);
    if (user !== null) {
      return this.#begin(() => {
        const [, priv = '', name = '', host = '', ip = '', id] = user;
        state.record = { user: name || priv || null, host: host || ip || null };
        if (id !== undefined) state.record.id = Number(id);
        state.timestamp = Number.NaN;
      });
    }
    const command = COMMAND.exec(line)?.[1];
    if (command !== undefined && state.record !== null) return this.#close(command);
    if (state.record === null && state.within) return undefined;
    state.record ??= {};
    for (const [, key = '', value = ''] of line.matchAll(PAIR)) this.#take(state.record, key, value);
    return undefined;
  }

  /** A record that is still open has no statement: its row is given now. */
  #begin(then: () => void): Row | undefined {
    const { record } = this.#state;
    const row = record !== null && 'query_time' in record ? this.#close(null) : undefined;
    then();
    return row;
  }

  #take(record: Record<string, Value>, key: string, value: string): void {
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    if (field === undefined) return;
    const count = Number(value);
    if (field.isText) record[field.name] = value;
    else if (Number.isNaN(count)) record[field.name] = value;
    else record[field.name] = field.factor === undefined ? count : scaled(count, field.factor);
  }

  #setTime(text: string): void {
    const old = OLD_TIME.exec(text);
    const [, year, month, day, hour = '', rest] = old ?? [];
    const written = old === null ? text : `20${year}-${month}-${day} ${hour.padStart(2, '0')}:${rest}`;
    this.#state.time = isoText(written, this.clock);
  }

  #body(line: string): Row | undefined {
    const state = this.#state;
    if (state.record === null) {
      if (!BANNER.test(line)) this.problem = 'No # Time, # User@Host or # Query_time before it.';
      return undefined;
    }
    const timestamp = TIMESTAMP.exec(line)?.[1];
    if (timestamp !== undefined) {
      state.timestamp = epochMs(Number(timestamp), 's');
      return undefined;
    }
    const database = USE.exec(line)?.[1];
    if (database === undefined) return this.#close(line);
    state.record.database ??= database;
    return undefined;
  }

  /** The row of the open record. */
  #close(statement: string | null): Row | undefined {
    const state = this.#state;
    const record = state.record ?? {};
    const time = Number.isNaN(state.time) ? state.timestamp : state.time;
    state.record = null;
    state.within = true;
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = 'Neither # Time nor SET timestamp says when.';
      return undefined;
    }
    const row: Record<string, unknown> & { time: number } = { time };
    for (const name of this.names) row[name] = name === 'statement' ? statement : record[name];
    return row;
  }
}
