import type { Row } from '../fields/row.js';
import type { WantedNames } from '../fields/wanted-names.js';
import { RequestMemory } from '../request/request-parts.js';
import type { CsvCells } from './csv-cells.js';
import { CsvColumn, type CsvType, type CsvValue } from './csv-column.js';
import { isAccessLogHeader } from './csv-header.js';

/** Columns whose texts are remembered; the others of a very wide table are not. */
const MAX_REMEMBERING = 64;

const ACCESS_NAMES: ReadonlyMap<string, string> = new Map([
  ['remotehost', 'host'],
  ['authuser', 'user'],
  ['bytes', 'size'],
]);
/** What an access log has as numbers in every format. */
const ACCESS_TYPES: ReadonlyMap<string, CsvType> = new Map([
  ['status', 'number'],
  ['size', 'number'],
]);
const REQUEST_FIELDS = ['method', 'path', 'section', 'protocol'];

type Cells = Record<string, unknown>;
type Assign = (row: Cells, bytes: Buffer, cells: CsvCells) => void;

export interface CsvRowReaderOptions {
  readonly types: ReadonlyMap<string, CsvType>;
  /** Whether `-` and `(empty)` are nothing, as Zeek writes. */
  readonly zeek: boolean;
}

/** Makes rows of the cells of one table; a table with the header of an access log has the fields of `AccessLogRow`. */
export class CsvRowReader {
  readonly #assign: readonly Assign[];

  constructor(names: readonly string[], wanted: WantedNames, { types, zeek }: CsvRowReaderOptions) {
    const isAccessLog = isAccessLogHeader(names);
    const assign: Assign[] = [];
    for (const [cell, column] of names.entries()) {
      const isRequest = isAccessLog && column === 'request';
      if (isRequest) {
        if (wanted.some(REQUEST_FIELDS)) assign.push(requestAssign(cell, wanted));
        continue;
      }
      const name = (isAccessLog ? ACCESS_NAMES.get(column) : undefined) ?? column;
      if (!wanted.has(name)) continue;
      const reader = new CsvColumn(
        types.get(name) ?? types.get(column) ?? (isAccessLog ? (ACCESS_TYPES.get(name) ?? 'auto') : 'auto'),
        assign.length < MAX_REMEMBERING,
      );
      if (isAccessLog) assign.push(accessAssign(name, cell, reader));
      else assign.push(zeek ? zeekAssign(name, cell, reader) : plainAssign(name, cell, reader));
    }
    this.#assign = assign;
  }

  read(time: number, bytes: Buffer, cells: CsvCells): Row {
    const row: Row = { time };
    for (const assign of this.#assign) assign(row as Cells, bytes, cells);
    return row;
  }
}

function plainAssign(name: string, cell: number, column: CsvColumn): Assign {
  return (row, bytes, cells) => {
    row[name] = column.read(bytes, cells, cell);
  };
}

function zeekAssign(name: string, cell: number, column: CsvColumn): Assign {
  return (row, bytes, cells) => {
    const value = column.read(bytes, cells, cell);
    row[name] = value === '-' || value === '(empty)' ? null : value;
  };
}

/** As in an access log: `-` is null, and 0 bytes. */
function accessAssign(name: string, cell: number, column: CsvColumn): Assign {
  const nothing: CsvValue = name === 'size' ? 0 : null;
  return (row, bytes, cells) => {
    const value = column.read(bytes, cells, cell);
    row[name] = value === '-' || value === null ? nothing : value;
  };
}

function requestAssign(cell: number, wanted: WantedNames): Assign {
  const requests = new RequestMemory();
  const column = new CsvColumn('text', true);
  const [method, path, section, protocol] = REQUEST_FIELDS.map((name) => wanted.has(name));
  return (row, bytes, cells) => {
    const parts = requests.parts(column.text(bytes, cells, cell));
    if (method) row.method = parts.method;
    if (path) row.path = parts.path;
    if (section) row.section = parts.section;
    if (protocol) row.protocol = parts.protocol;
  };
}
