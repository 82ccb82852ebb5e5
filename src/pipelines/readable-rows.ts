import { styleText } from 'node:util';
import { DateTime } from 'luxon';
import type { Emitted } from '../io/sinks/sink.js';
import { printable } from '../io/text/printable.js';
import { isTransition, type Transition } from '../operators/alert/alert-options.js';
import { WindowRow } from '../operators/windows/window-row.js';

export interface ReadableRowsOptions {
  /** Zone that times are shown in. */
  readonly zone: string;
  /** Colours, for a terminal. */
  readonly colours: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const WIDTH = 40;
/** What the line above a table says already. */
const IN_HEAD: ReadonlySet<string> = new Set(['start', 'end', 'time', 'partial', 'early', 'windows']);

/**
 * Rows of any stream as text for people: for each window a line with its time and a table of its rows, for each
 * transition a line with its message, for other rows a line of their fields.
 */
export const readableRows =
  ({ zone, colours }: ReadableRowsOptions) =>
  (emitted: readonly Emitted[]): string => {
    const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
      colours ? styleText(style, text, { validateStream: false }) : text;
    const at = (time: number, format: string): string => DateTime.fromMillis(time, { zone }).toFormat(format);

    const transition = (row: Transition): string => {
      const mark = row.state === 'firing' ? paint(['bold', 'red'], '!!') : paint('green', 'ok');
      return `${mark} ${printable(row.message, 500)}\n`;
    };
    const plain = (stream: string, row: unknown): string => {
      const fields = Object.entries(row as Fields).filter(([name]) => name !== 'time');
      const time = (row as { readonly time?: unknown }).time;
      const when = typeof time === 'number' ? `${at(time, 'yyyy-MM-dd HH:mm:ss')}  ` : '';
      const cells = fields.map(([name, value]) => `${name}=${cell(value)}`);
      return `${when}${paint('bold', stream)}  ${cells.join(' ')}\n`;
    };
    const windows = (stream: string, rows: readonly WindowRow[]): string => {
      const [first] = rows;
      if (first === undefined) return '';
      const { start, end } = first;
      const day = (time: number): string => at(time, 'yyyy-MM-dd');
      const until = day(start) === day(end - 1) ? 'HH:mm:ss' : 'yyyy-MM-dd HH:mm:ss';
      const marks = (['partial', 'early'] as const).filter(
        (mark) => (first as Fields & WindowRow)[mark] === true,
      );
      const head = `${paint('bold', `${at(start, 'yyyy-MM-dd HH:mm:ss')} – ${at(end, until)}`)}  ${stream}${marks.map((mark) => ` (${mark})`).join('')}`;
      if (WindowRow.isRun(first))
        return `\n${head}  nothing in ${String((first as Fields & WindowRow).windows)} windows\n`;
      return `\n${head}\n${table(rows as readonly (WindowRow & Fields)[])}`;
    };

    let text = '';
    let block: WindowRow[] = [];
    let streamOfBlock = '';
    const flush = (): void => {
      text += windows(streamOfBlock, block);
      block = [];
    };
    for (const { stream, row } of emitted) {
      const [last] = block;
      const joins =
        row instanceof WindowRow &&
        last !== undefined &&
        stream === streamOfBlock &&
        row.start === last.start &&
        row.end === last.end &&
        !WindowRow.isRun(row);
      if (!joins) flush();
      if (row instanceof WindowRow) {
        block.push(row);
        streamOfBlock = stream;
      } else if (isTransition(row)) text += transition(row);
      else text += plain(stream, row);
    }
    flush();
    return text;
  };

/** Rows with the names of their fields above them: texts to the left, numbers to the right. */
const table = (rows: readonly Fields[]): string => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !IN_HEAD.has(name));
  const columns = names.map((name) => {
    const values = rows.map((row) => cell(row[name]));
    const isNumber = rows.every((row) => typeof row[name] !== 'string');
    const width = Math.max(name.length, ...values.map((value) => [...value].length));
    const align = (value: string): string => (isNumber ? value.padStart(width) : value.padEnd(width));
    return [name, ...values].map(align);
  });
  const line = (i: number): string => `  ${columns.map((column) => column[i] ?? '').join('  ')}`.trimEnd();
  return [...Array(rows.length + 1).keys()].map((i) => `${line(i)}\n`).join('');
};

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), WIDTH);
};
