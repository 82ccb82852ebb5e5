import { rejectRow } from '../../../operators/rejected.js';
import { ChangingDecoder } from '../changing-decoder.js';
import type { Codec, Decoded } from '../codec.js';
import type { Row } from '../fields/row.js';
import { joinDecoded } from '../line/join-decoded.js';

/** A codec of lines that are no HTTP requests, for whoever wants nothing else: every row is rejected as `not-a-request`. */
export const noRequests = (codec: Codec<Row>, name: string): Codec<Row> => ({
  ...codec,
  decoder: (fields, options) =>
    new ChangingDecoder(codec.decoder(fields, options), (decoded) => turnedAway(decoded, name)),
});

const turnedAway = ({ rows, rejected, rejectedAt, ...rest }: Decoded<Row>, name: string): Decoded<Row> => {
  const detail = `It is a line of ${name}, and no request.`;
  const parts: Decoded<Row>[] = [{ ...rest, rows: [], rejected: [] }];
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
};
