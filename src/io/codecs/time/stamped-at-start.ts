import { TidemarkError } from '../../../operators/tidemark-error.js';
import { ChangingDecoder } from '../changing-decoder.js';
import type { Codec, Decoded } from '../codec.js';
import type { Row } from '../fields/row.js';

export type TookUnit = 's' | 'ms' | 'us' | 'ns';

const MS_OF: Readonly<Record<TookUnit, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
/** Longer than anything that is logged when it is over: an hour more than a week. */
const MOST_MS = 169 * 3_600_000;
const WRITTEN = /^(\d{1,15}(?:\.\d{1,12})?)(ns|us|µs|ms|s)?$/;

export interface StampedAtStartOptions {
  /** The field that says how long it took. Default: duration. */
  readonly field?: string;
  /** What a number in it counts; milliseconds by default. A text with a unit, such as `1.2ms`, says so itself. */
  readonly unit?: TookUnit;
}

/**
 * Rows of a log that is written when something is over and stamped with the time at which it began get the time at which
 * it was over: their own and as much as it took, in whole milliseconds. Others are left as they are.
 *
 * @throws TidemarkError `bad-options` for a field that the rows of a format never have.
 */
export function stampedAtStart(codec: Codec<Row>, options: StampedAtStartOptions = {}): Codec<Row> {
  const { field = 'duration', unit = 'ms' } = options;
  if (codec.open !== true && !codec.fields.includes(field)) {
    throw new TidemarkError(
      'bad-options',
      `Rows have no field ${field} that says how long it took; name one with stamp: { start: … }.`,
    );
  }
  const shift = (decoded: Decoded<Row>): Decoded<Row> => {
    for (const row of decoded.rows) addTo(row, tookMs(row[field], unit));
    return decoded;
  };
  return {
    ...codec,
    decoder(fields, decoderOptions) {
      const asked = fields === 'all' || fields.includes(field) ? fields : [...fields, field];
      return new ChangingDecoder(codec.decoder(asked, decoderOptions), shift);
    },
  };
}

/** Rows are of their decoder alone until it hands them over: nothing is copied. */
function addTo(row: { time: number }, ms: number): void {
  row.time += ms;
}

/** Whole milliseconds that a value means; 0 where it means none, or more than can be. */
export function tookMs(value: unknown, unit: TookUnit): number {
  const ms =
    typeof value === 'number' ? value * MS_OF[unit] : typeof value === 'string' ? textMs(value, unit) : 0;
  return ms > 0 && ms <= MOST_MS ? Math.floor(ms) : 0;
}

function textMs(text: string, unit: TookUnit): number {
  const parts = WRITTEN.exec(text);
  if (parts === null) return 0;
  const written = parts[2] === 'µs' ? 'us' : (parts[2] as TookUnit | undefined);
  return Number(parts[1]) * MS_OF[written ?? unit];
}
