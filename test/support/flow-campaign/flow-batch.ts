import { deflateSync, gzipSync } from 'node:zlib';

export interface Flow {
  readonly src_app: string;
  readonly dest_app: string;
  readonly vpc_id: string;
  readonly bytes_tx: number;
  readonly bytes_rx: number;
  readonly hour: number;
}

/** Hours that all clients write to. */
export const SHARED = [1, 2, 23, 24, Number.MAX_SAFE_INTEGER] as const;
/** What is written to the first is written to the second too, in the same batch. */
export const MIRRORED = [101, 102] as const;
/** Taken out now and then while others write to it; each batch has keys of its own there. */
export const DOOMED = 200;
/** The hour that only one client writes to, so that it knows what is in it, and in which order. */
export const hourOf = (client: number): number => 1000 + client;

const NAMES = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'a',
  'A',
  'a,b',
  'b',
  ',',
  '"',
  'a"b',
  '\\',
  '\\"',
  ' ',
  '\n',
  '\0',
  '\u007f',
  '\u2028',
  'é',
  'e\u0301',
  '日本',
  '😀',
  '\uffff',
  '[object Object]',
  "';--",
  '0',
  'null',
  'x'.repeat(256),
];

/** Broken records by the field that is at fault, as they are written; `%` stands for a good value. */
const FAULTS: readonly (readonly [name: keyof Flow, raw: string])[] = [
  ['src_app', '""'],
  ['src_app', '7'],
  ['dest_app', 'null'],
  ['dest_app', '"\\ud800"'],
  ['vpc_id', JSON.stringify('x'.repeat(257))],
  ['vpc_id', '["a"]'],
  ['bytes_tx', '-1'],
  ['bytes_tx', '1.0'],
  ['bytes_tx', '1e3'],
  ['bytes_tx', '9007199254740992'],
  ['bytes_tx', '"5"'],
  ['bytes_rx', 'true'],
  ['bytes_rx', '{}'],
  ['bytes_rx', '1e999'],
  ['hour', '-0'],
  ['hour', '0.5'],
  ['hour', 'null'],
  ['hour', '1,"hour":1'],
  ['hour', '1,"more":1'],
];

export interface Written {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Draws what a client sends, all of it from one stream of random numbers. */
export class BatchMaker {
  constructor(
    private readonly client: number,
    private readonly random: () => number,
  ) {}

  chance(part: number): boolean {
    return this.random() < part;
  }

  below(end: number): number {
    return Math.floor(this.random() * end);
  }

  pick<V>(values: readonly V[]): V {
    return values[this.below(values.length)] as V;
  }

  /** A batch that can be recognised by its records in the client's own hour. */
  records(id: string): readonly Flow[] {
    const flows = Array.from({ length: this.chance(0.02) ? 2000 : this.below(12) }, () =>
      this.#flow(this.pick(NAMES), this.pick(SHARED)),
    );
    for (let n = this.below(3); n > 0; n--) {
      const flow = this.#flow(this.pick(NAMES), MIRRORED[0]);
      flows.push(flow, { ...flow, hour: MIRRORED[1] });
    }
    if (this.chance(0.3)) flows.push(this.#flow(id, DOOMED));
    for (let n = 1 + this.below(2); n > 0; n--) flows.push(this.#flow(`${id} ${n}`, hourOf(this.client)));
    // A key that is there already, so that its sum goes past 2^53.
    if (this.chance(0.5)) flows.push(this.#flow('all', hourOf(this.client)));
    return this.#shuffled(flows);
  }

  /** The body of a batch, in one of the ways in which it may be written. */
  write(records: readonly Flow[]): Written {
    const only = records.length === 1 && this.chance(0.5) ? records[0] : records;
    let text = this.chance(0.1) ? JSON.stringify(only, undefined, 1) : JSON.stringify(only);
    if (this.chance(0.1)) text = text.replaceAll('src_app', 'src\\u005fapp');
    return this.packed(Buffer.from(text));
  }

  /** The body of a batch with a record that is refused at a random place. */
  writeBroken(records: readonly Flow[]): Written & { readonly index: number } {
    const index = this.below(records.length);
    const [field, raw] = this.pick(FAULTS);
    const texts = records.map((record, i) =>
      i === index
        ? JSON.stringify({ ...record, [field]: '%%' }).replace('"%%"', () => raw)
        : JSON.stringify(record),
    );
    return { ...this.packed(Buffer.from(`[${texts.join(',')}]`)), index };
  }

  packed(body: Buffer): Written {
    const headers = { 'content-type': 'application/json' };
    if (this.chance(0.8)) return { body, headers };
    return this.chance(0.5)
      ? { body: gzipSync(body), headers: { ...headers, 'content-encoding': 'gzip' } }
      : { body: deflateSync(body), headers: { ...headers, 'content-encoding': 'deflate' } };
  }

  #flow(src_app: string, hour: number): Flow {
    const [dest_app, vpc_id] = [this.pick(NAMES), this.pick(NAMES)];
    return { src_app, dest_app, vpc_id, bytes_tx: this.#bytes(), bytes_rx: this.#bytes(), hour };
  }

  #bytes(): number {
    const most = Number.MAX_SAFE_INTEGER;
    return this.pick([0, 1, this.below(1000), most, most - 1, this.below(most)]);
  }

  #shuffled<V>(values: readonly V[]): readonly V[] {
    const all = [...values];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [all[i], all[j]] = [all[j] as V, all[i] as V];
    }
    return all;
  }
}
