import { rejectRow } from '../../../operators/rejected.js';
import type { Codec, Decoded, Decoder } from '../codec.js';
import type { Row } from '../fields/row.js';
import { joinDecoded } from '../line/join-decoded.js';

/** A codec of lines that are no HTTP requests, for whoever wants nothing else: every row is rejected as `not-a-request`. */
export const noRequests = (codec: Codec<Row>, name: string): Codec<Row> => ({
  ...codec,
  decoder: (fields, options) => new NoRequests(codec.decoder(fields, options), name),
});

class NoRequests implements Decoder<Row> {
  constructor(
    private readonly inner: Decoder<Row>,
    private readonly name: string,
  ) {}

  get pending(): number {
    return this.inner.pending;
  }

  get lines(): number {
    return this.inner.lines;
  }

  get holds(): boolean {
    return this.inner.holds === true;
  }

  settle(quiet: number): Decoded<Row> | undefined {
    const settled = this.inner.settle?.(quiet);
    return settled && this.#turnedAway(settled);
  }

  decode(bytes: Buffer): Decoded<Row> {
    return this.#turnedAway(this.inner.decode(bytes));
  }

  end(): Decoded<Row> {
    return this.#turnedAway(this.inner.end());
  }

  save(): unknown {
    return this.inner.save();
  }

  #turnedAway({ rows, rejected, rejectedAt }: Decoded<Row>): Decoded<Row> {
    const detail = `It is a line of ${this.name}, and no request.`;
    const parts: Decoded<Row>[] = [];
    let done = 0;
    const reject = (to: number): void => {
      const turned = rows.slice(done, to).map((row) => rejectRow('not-a-request', row, detail));
      parts.push({ rows: [], rejected: turned });
      done = to;
    };
    for (const [i, one] of rejected.entries()) {
      reject(rejectedAt?.[i] ?? 0);
      parts.push({ rows: [], rejected: [one] });
    }
    reject(rows.length);
    return joinDecoded(parts);
  }
}
