import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import type { Row } from '../fields/row.js';
import { snakeCase, uniqueNames } from '../fields/snake-case.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { UsualRequest } from '../request/usual-request.js';
import { timeReader } from '../time/time-format.js';
import type { CsvType } from './csv-column.js';
import { CsvParser } from './csv-parser.js';

export interface CsvOptions extends CodecOptions {
  /** Names of the columns, for a file whose first line is data. */
  readonly columns?: readonly string[];
  /** Only tables of HTTP requests, by the names of their columns, make rows; lines of others are rejected as `not-a-request`. */
  readonly requests?: boolean;
  /** One character; by default the one of `,`, `;`, tab and `|` that the header has most, and `,` with `columns`. */
  readonly separator?: string;
  /** What the cells of a column are, by its name; `auto` for those not named. */
  readonly types?: Readonly<Record<string, CsvType>>;
}

/**
 * Tables by RFC 4180: cells in quotes or bare, quotes doubled inside quotes, a header line or `columns`.
 *
 * A line is a row: a line break inside a cell is not supported, and such a line is rejected as `malformed`, as is one
 * with more or fewer cells than the table has columns. Names are in snake case, and the second `a` is `a_2`. Cells are
 * text as it is written (measures and conditions read the numbers in it), unless `types` says otherwise: what is not of its
 * type stays text. A bare empty cell is null. The header may come again, and a decoder that resumes has it.
 *
 * The time is in the column `time.field`, or else in the first with a usual name: time, ts, timestamp, date …
 *
 * With the header of an access log (remotehost, authuser, date, request, status, bytes) rows have the fields of
 * `AccessLogRow`: `host`, `user`, `method`, `path`, `section`, `protocol`, `status`, `size`.
 *
 * A log of Zeek is such a table too: `#fields` is its header, its other `#` lines are no rows, `-` and `(empty)` are null.
 *
 * @throws TidemarkError `bad-options` for a separator, type, limit or time format that cannot be.
 *
 * @example
 * ```ts
 * import { file, csvCodec } from 'tidemark';
 *
 * const source = file({ path: 'orders.csv', codec: csvCodec({ time: { field: 'ordered_at' } }) });
 * ```
 */
export function csv(options: CsvOptions = {}): Codec<Row> {
  const { columns, time = {} } = options;
  if (columns?.length === 0) throw new TidemarkError('bad-options', 'columns must name at least one column.');
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const parserOptions = {
    columns,
    separator: checkedSeparator(options.separator),
    types: checkedTypes(options.types ?? {}),
    timeField: time.field,
    readTime: timeReader(time),
  };
  return {
    fields: ['time', ...uniqueNames(columns ?? []).filter((name) => name !== 'time')],
    open: true,
    decoder(fields, { offset = 0, saved, written } = {}) {
      const usual = options.requests === true ? new UsualRequest(fields, options.onWarning) : undefined;
      const wanted = new WantedNames(usual?.names ?? fields);
      const readTime = timeReader(time, written);
      const own = { ...parserOptions, readTime, requests: usual };
      const makeParser = (header: unknown): CsvParser => new CsvParser(wanted, own, header);
      return new LineDecoder(makeParser, { maxLineBytes, offset, saved, clock: readTime.clock });
    },
  };
}

function checkedSeparator(separator: string | undefined): number | undefined {
  if (separator === undefined) return undefined;
  const code = separator.charCodeAt(0);
  if (separator.length === 1 && code < 0x80 && !'"\r\n'.includes(separator)) return code;
  throw new TidemarkError(
    'bad-options',
    `A separator is one ASCII character, not ${JSON.stringify(separator)}.`,
  );
}

function checkedTypes(types: Readonly<Record<string, CsvType>>): ReadonlyMap<string, CsvType> {
  for (const [name, type] of Object.entries(types)) {
    if (['auto', 'text', 'number', 'boolean'].includes(type)) continue;
    throw new TidemarkError(
      'bad-options',
      `The type of ${name} is auto, text, number or boolean, not "${type}".`,
    );
  }
  return new Map(Object.entries(types).map(([name, type]) => [snakeCase(name), type]));
}
