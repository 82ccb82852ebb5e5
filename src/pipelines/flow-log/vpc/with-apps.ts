import type { Codec, Decoded, Decoder } from '../../../io/codecs/codec.js';
import type { Row } from '../../../io/codecs/fields/row.js';
import type { LineParser } from '../../../io/codecs/line/line-parser.js';
import { largeWhole } from '../../../operators/number-in-text.js';
import type { App, AppDirectory } from './app-directory.js';

/** What the fields of a flow record are made of. */
const NEEDED = ['interface_id', 'srcaddr', 'dstaddr', 'flow_direction', 'bytes', 'vpc_id', 'log_status'];
const MADE: ReadonlySet<string> = new Set(['src_app', 'dest_app', 'bytes_tx', 'bytes_rx', 'hour']);
const HOUR = 3_600_000;
/** An address that nobody has named. */
const OTHER = '(other)';

/**
 * VPC flow records with the fields of flow records besides: `src_app`, `dest_app`, `vpc_id`, `bytes_tx`, `bytes_rx`, and
 * `hour`, counted from the epoch.
 *
 * A VPC record is written by one interface and counts one direction. `src_app` is whose interface it is, and the bytes are
 * `bytes_tx` where it sent them and `bytes_rx` where it got them: as `flow_direction` says, or else by which of the two
 * addresses has the interface's app. Of an interface that nobody has named, `src_app` is whose the source address is, and
 * the bytes are sent. An address that nobody has named is `(other)`. `vpc_id` is that of the app, or the record's own.
 *
 * A record without data (NODATA, SKIPDATA) has null in all of them but `hour`, and its `log_status` says what it is.
 */
export const withApps = (codec: Codec<Row>, apps: AppDirectory): Codec<Row> => ({
  fields: [...new Set([...codec.fields, ...MADE])],
  ...(codec.open === true && { open: true as const }),
  decoder(fields, options) {
    const wanted =
      fields === 'all' ? fields : [...new Set([...fields.filter((name) => !MADE.has(name)), ...NEEDED])];
    return new AppDecoder(codec.decoder(wanted, options), apps);
  },
});

/** Adds to the rows of another decoder; they are its own, so nothing is copied. */
class AppDecoder implements Decoder<Row> {
  constructor(
    private readonly inner: Decoder<Row>,
    private readonly apps: AppDirectory,
  ) {}

  get parser(): LineParser<Row> | undefined {
    const { parser } = this.inner;
    return parser && new AppParser(parser, (row) => this.#name(row));
  }

  get pending(): number {
    return this.inner.pending;
  }

  get lines(): number {
    return this.inner.lines;
  }

  decode(bytes: Buffer): Decoded<Row> {
    return this.#named(this.inner.decode(bytes));
  }

  end(): Decoded<Row> {
    return this.#named(this.inner.end());
  }

  save(): unknown {
    return this.inner.save();
  }

  #named(decoded: Decoded<Row>): Decoded<Row> {
    for (const row of decoded.rows) this.#name(row as Record<string, unknown> & Row);
    return decoded;
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
    const own = this.apps.find(row.interface_id);
    const source = this.apps.find(row.srcaddr);
    const target = this.apps.find(row.dstaddr);
    const sent = own === undefined || isSent(row.flow_direction, own, source, target);
    const peer = sent ? target : source;
    const self = own ?? source;
    row.src_app = self?.app ?? OTHER;
    row.dest_app = peer?.app ?? OTHER;
    row.bytes_tx = sent ? bytes : 0;
    row.bytes_rx = sent ? 0 : bytes;
    row.vpc_id = self?.vpc ?? row.vpc_id ?? OTHER;
  }
}

/** The same for who cuts the lines otherwise. */
class AppParser implements LineParser<Row> {
  missing: (() => number) | undefined;

  constructor(
    private readonly inner: LineParser<Row>,
    private readonly name: (row: Record<string, unknown> & Row) => void,
  ) {}

  get problem(): string {
    return this.inner.problem;
  }

  get noTime(): boolean {
    return this.inner.noTime === true;
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const row = this.inner.parse(bytes, from, to);
    if (row !== undefined) this.name(row as Record<string, unknown> & Row);
    return row;
  }
}

const isSent = (direction: unknown, own: App, source: App | undefined, target: App | undefined): boolean => {
  if (direction === 'egress') return true;
  if (direction === 'ingress') return false;
  return source?.app === own.app || target?.app !== own.app;
};
