import { stands } from '../bytes/stands.js';
import type { ColumnStrings } from '../columns/column-strings.js';
import { decimalNumber } from '../columns/decimal-number.js';
import { plainText } from '../columns/plain-text.js';
import { scaled } from '../columns/read-column.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { epochMs } from '../time/epoch-time.js';
import type { LocalClock } from '../time/local-clock.js';
import { isoStamps } from '../time/local-stamps.js';
import type { StampReader } from '../time/stamp-reader.js';
import { isoText } from '../time/text-time.js';
import { NamedValues } from './named-values.js';
import { UserAtHost } from './user-at-host.js';

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
const SPACE = 0x20;
const TIME = Buffer.from('# Time: ');
const USER = Buffer.from('# User@Host: ');
/** With any of these a head may begin: older servers leave out the first. */
const HEADS = [TIME, USER, Buffer.from('# Query_time: ')];
const COMMAND = Buffer.from('# administrator command: ');
const OLD_TIME = /^(\d\d)(\d\d)(\d\d) {1,2}(\d{1,2}):(\d\d:\d\d)$/;
const USE = /^use `?([^;`]+)`?;$/i;
const TIMESTAMP = /^SET (?:.*,)?timestamp=(\d{1,10})(?:\.\d+)?(?:,.*)?;$/i;
/** What a server writes when it opens the log. */
const BANNER = /^(?:\S+, Version: |Tcp port: |Time +Id +Command +Argument)/;

interface Field {
  readonly name: string;
  readonly factor?: number;
  readonly isText?: true;
}

/** By their names in the log: those of rows, and milliseconds of what is in seconds. */
const FIELDS: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
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
  }),
);
/** Longer heads are none. */
const MAX_HEAD = 4096;

/** Reads the lines of a slow query log; see `mysqlSlow`. */
export class MysqlSlowParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  #state: State = { time: Number.NaN, record: null, timestamp: Number.NaN, within: false };
  readonly #stamps: StampReader;
  readonly #user = new UserAtHost();
  readonly #values = new NamedValues();

  constructor(
    private readonly names: readonly string[],
    private readonly clock: LocalClock,
    private readonly strings: ColumnStrings,
    saved: unknown,
  ) {
    this.#stamps = isoStamps(clock);
    if (saved !== undefined) this.#state = structuredClone(saved) as State;
  }

  save(): unknown {
    return structuredClone(this.#state);
  }

  begins(bytes: Buffer, from: number, to: number): boolean {
    return bytes[from] === HASH && HEADS.some((head) => stands(bytes, head, from, to));
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    this.problem = '';
    this.noTime = false;
    const { record, within } = this.#state;
    if (bytes[from] === HASH && to - from <= MAX_HEAD) return this.#head(bytes, from, to);
    // Most lines of a long statement need not be looked at.
    if (record === null && within) return undefined;
    return this.#body(bytes, from, to);
  }

  #head(bytes: Buffer, from: number, to: number): Row | undefined {
    const state = this.#state;
    if (stands(bytes, TIME, from, to)) {
      const row = this.#closeUnsaid();
      state.time = this.#timeOf(bytes, from + TIME.length, to);
      return row;
    }
    if (stands(bytes, USER, from, to) && this.#user.read(bytes, from + USER.length, to)) {
      const row = this.#closeUnsaid();
      state.record = this.#userOf(bytes);
      state.timestamp = Number.NaN;
      return row;
    }
    if (state.record !== null && stands(bytes, COMMAND, from, to))
      return this.#close(bytes, from + COMMAND.length, to);
    if (state.record === null && state.within) return undefined;
    state.record ??= {};
    const values = this.#values;
    values.begin(from, to);
    while (values.next(bytes)) this.#take(state.record, bytes);
    return undefined;
  }

  /** A record that is still open has no statement: its row is given now. */
  #closeUnsaid(): Row | undefined {
    const { record } = this.#state;
    return record !== null && record.query_time !== undefined ? this.#close(NO_STATEMENT, 0, 0) : undefined;
  }

  #userOf(bytes: Buffer): Record<string, Value> {
    const { short, host } = this.strings;
    const { privFrom, privTo, userFrom, userTo, hostFrom, hostTo, ipFrom, ipTo, idFrom, idTo } = this.#user;
    const user = short.get(bytes, userFrom, userTo) || short.get(bytes, privFrom, privTo);
    const client = host.get(bytes, hostFrom, hostTo) || host.get(bytes, ipFrom, ipTo);
    const record: Record<string, Value> = { user: user || null, host: client || null };
    const id = decimalNumber(bytes, idFrom, idTo);
    if (id !== null) record.id = id;
    return record;
  }

  #take(record: Record<string, Value>, bytes: Buffer): void {
    const { nameFrom, nameTo, from, to } = this.#values;
    const field = FIELDS.get(this.strings.short.get(bytes, nameFrom, nameTo));
    if (field === undefined) return;
    const { name, factor, isText } = field;
    const count = isText ? null : decimalNumber(bytes, from, to);
    if (count === null) record[name] = this.strings.short.get(bytes, from, to);
    else record[name] = factor === undefined ? count : scaled(count, factor);
  }

  #timeOf(bytes: Buffer, from: number, to: number): number {
    const time = this.#stamps.read(bytes, from, to);
    if (!Number.isNaN(time)) return time;
    const text = bytes.toString('latin1', from, to);
    const old = OLD_TIME.exec(text);
    const [, year, month, day, hour = '', rest] = old ?? [];
    const written = old === null ? text : `20${year}-${month}-${day} ${hour.padStart(2, '0')}:${rest}`;
    return isoText(written, this.clock);
  }

  #body(bytes: Buffer, from: number, to: number): Row | undefined {
    const state = this.#state;
    if (state.record === null) {
      if (!BANNER.test(bytes.toString('latin1', from, to)))
        this.problem = 'No # Time, # User@Host or # Query_time before it.';
      return undefined;
    }
    // `use` and `SET` have three letters.
    if (bytes[from + 3] !== SPACE) return this.#close(bytes, from, to);
    const line = bytes.toString('utf8', from, to);
    const timestamp = TIMESTAMP.exec(line)?.[1];
    if (timestamp !== undefined) {
      state.timestamp = epochMs(Number(timestamp), 's');
      return undefined;
    }
    const database = USE.exec(line)?.[1];
    if (database === undefined) return this.#close(bytes, from, to);
    state.record.database ??= database;
    return undefined;
  }

  /** The row of the open record, with that statement. */
  #close(bytes: Buffer, from: number, to: number): Row | undefined {
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
    for (const name of this.names) {
      if (name !== 'statement') row[name] = record[name];
      else row.statement = bytes === NO_STATEMENT ? null : plainText(bytes, from, to);
    }
    return row;
  }
}

const NO_STATEMENT = Buffer.alloc(0);
