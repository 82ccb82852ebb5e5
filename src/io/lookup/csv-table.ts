import { TidemarkError } from '../../operators/tidemark-error.js';
import { CsvCells } from '../codecs/csv/csv-cells.js';
import { separatorOf } from '../codecs/csv/csv-header.js';
import { snakeCase } from '../codecs/fields/snake-case.js';
import { NamedNetworks } from '../net/named-networks.js';
import { NetworkTable } from '../net/network-table.js';
import { grouped } from '../text/grouped.js';
import type { LookupTable, TableDetails } from './lookup-table.js';

/** Rows of a table, at most: they stay in memory. */
export const MOST_ROWS = 1_000_000;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** As networks are written, with their length. */
const NETWORK = /^[\da-f:.]+\/\d{1,3}$/i;
/** First columns that hold networks; any other holds values as they are. */
const NETWORKS: ReadonlySet<string> = new Set(['network', 'networks', 'net', 'cidr', 'subnet', 'prefix']);

/** Where a line lies, and which one of the file it is. */
type Line = readonly [from: number, to: number, number: number];
type Values = readonly (string | null)[];

interface Known {
  set(key: string, values: Values): void;
  find(key: string): Values | undefined;
  readonly size: number;
}

export interface CsvTableOptions extends TableDetails {
  /** Rows that it may have; 1,000,000 by default. */
  readonly mostRows?: number;
}

/**
 * A CSV with a header: the first column has networks where it is called `network`, and values as they are written otherwise;
 * the others are what is known of them. Of overlapping networks the narrowest counts, of a key that comes again its last line.
 * Blanks around a cell are no part of it, unless it is in quotes. A column that is asked for under a name that there is not is
 * the only one where there is only one. Throws TidemarkError 'bad-options' that says what is wrong, and in which line.
 */
export const csvTable = (
  file: Buffer,
  columns: readonly string[],
  { mostRows = MOST_ROWS, optional, names: isName }: CsvTableOptions = {},
): LookupTable => {
  const bytes = file.subarray(0, 3).equals(BOM) ? file.subarray(3) : file;
  const lines = linesOf(bytes);
  const { value: header } = lines.next();
  if (header === undefined) throw wrong('it has no header line');
  const cells = new CsvCells(separatorOf(bytes.toString('utf8', header[0], header[1])));
  const names = textsOf(cells, bytes, header).map(snakeCase);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw wrong(`it has two columns that are called ${twice}: which is meant, it does not say`);
  const indexes = columns.map((column) => columnOf(names, column, optional));
  const isOfNetworks = NETWORKS.has(names[0] ?? '');
  const known: Known = isOfNetworks
    ? isName === undefined
      ? new NetworkTable<Values>()
      : new NamedNetworks<Values>(isName)
    : new KeyTable();
  const texts = new Map<string, string>();
  let networks = 0;
  let repeated: LookupTable['repeated'];
  let rows = 0;
  for (const line of lines) {
    const [, , number] = line;
    rows++;
    const [key = '', ...rest] = textsOf(cells, bytes, line);
    if (rest.length !== names.length - 1)
      throw wrong(`line ${number} has ${rest.length + 1} cells, and the header ${names.length}`);
    const values = indexes.map((index) => (index === NONE ? null : same(texts, rest[index - 1] ?? '')));
    if (!isOfNetworks && NETWORK.test(key)) networks++;
    const before = known.size;
    try {
      known.set(key, values);
    } catch (error) {
      if (error instanceof TidemarkError) throw wrong(`line ${number}: ${error.message.replace(/\.$/, '')}`);
      throw error;
    }
    if (known.size === before)
      repeated = {
        times: (repeated?.times ?? 0) + 1,
        key: repeated?.key ?? key,
        line: repeated?.line ?? number,
      };
    if (known.size > mostRows)
      throw wrong(`it has more than ${grouped(mostRows)} rows, which would stay in memory`);
  }
  // No address is written as one of these, and none would ever be found.
  if (networks > 0 && networks === rows)
    throw wrong(`its first column, ${names[0]}, holds networks: call it network`);
  return Object.assign(known, repeated && { repeated });
};

class KeyTable extends Map<string, Values> implements Known {
  find(key: string): Values | undefined {
    return this.get(key);
  }
}

const wrong = (why: string): TidemarkError => new TidemarkError('bad-options', `${why}.`);

/** Of a column that need not be there, and is not. */
const NONE = -1;

const columnOf = (names: readonly string[], column: string, optional?: ReadonlySet<string>): number => {
  const index = names.indexOf(snakeCase(column), 1);
  if (index > 0) return index;
  if (optional?.has(column) === true) return NONE;
  if (names.length === 2) return 1;
  throw wrong(`it has no column ${column}; there are ${names.slice(1).join(', ') || 'none'}`);
};

const textsOf = (cells: CsvCells, bytes: Buffer, [from, to, number]: Line): readonly string[] => {
  if (!cells.split(bytes, from, to)) throw wrong(`line ${number}: ${cells.problem.replace(/\.$/, '')}`);
  return Array.from({ length: cells.count }, (_, i) =>
    cells.quoted[i] === 0 ? cells.text(bytes, i).trim() : cells.text(bytes, i),
  );
};

/** One text for all cells that say the same; null for an empty one. */
const same = (texts: Map<string, string>, text: string): string | null => {
  if (text === '') return null;
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, text);
  return text;
};

/** Where the lines are that are neither empty nor comments. */
function* linesOf(bytes: Buffer): Generator<Line, undefined> {
  for (let from = 0, number = 1; from < bytes.length; number++) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline === -1 ? bytes.length : newline;
    const to = end > from && bytes[end - 1] === RETURN ? end - 1 : end;
    if (to > from && bytes[from] !== 0x23) yield [from, to, number];
    from = end + 1;
  }
  return undefined;
}
