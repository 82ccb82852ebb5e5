import { styleText } from 'node:util';
import type { Emitted } from '../../io/sinks/sink.js';
import { type ClockFormat, clockText } from '../../io/text/clock-text.js';
import { printable } from '../../io/text/printable.js';
import { type UnitOf, valueText } from '../../io/text/value-text.js';
import { isTransition, type Transition } from '../../operators/alert/alert-options.js';
import { WindowRow } from '../../operators/windows/window-row.js';
import { type AlertOf, alertWords } from './alert-words.js';
import { columnsOf, type Fields, lineText, tableText } from './row-cells.js';

export interface ReadableRowsOptions {
  /** Zone that times are shown in. */
  readonly zone: string;
  /** The same for a stream. Default: it is that zone. */
  readonly zoneOf?: ((stream: string) => string) | undefined;
  /** Colours, for a terminal. */
  readonly colours: boolean;
  /** Default: no field has a unit. */
  readonly unitOf?: UnitOf;
  /** Default: nothing is known of any alert. */
  readonly alertOf?: AlertOf;
}

type WindowFields = WindowRow & Fields;

/** The rows of one stream and one window. */
interface Block {
  readonly stream: string;
  readonly first: WindowFields;
  readonly rows: WindowFields[];
}

const NO_UNITS: UnitOf = () => undefined;
const SECOND = 1000;

/** When all of a row was known: the end of its windows, or of the second of a transition. Streams emit in turns, people read by time. */
const knownAt = ({ row }: Emitted): number => {
  if (row instanceof WindowRow) return WindowRow.originOf(row)?.earlyAt ?? row.end;
  const { time } = row as { readonly time?: unknown };
  return typeof time === 'number' ? time + (isTransition(row) ? SECOND : 0) : 0;
};

const inOrder = (rows: readonly Emitted[]): readonly Emitted[] =>
  [...rows].sort((a, b) => knownAt(a) - knownAt(b) || 0);

/**
 * Rows of any stream as text for people, values by their units: for each window a line with its time, with the measures
 * behind it, or a table of its keys below it; for each transition a line with its message; for other rows a line of their
 * fields. What `columnsOf` leaves out is in the JSON.
 */
export const readableRows = ({
  zone,
  zoneOf = () => zone,
  colours,
  unitOf = NO_UNITS,
  alertOf = () => undefined,
}: ReadableRowsOptions) => {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const clockOf =
    (stream: string) =>
    (time: number, format: ClockFormat = 'yyyy-MM-dd HH:mm:ss'): string =>
      clockText(time, format, zoneOf(stream));

  const transition = (stream: string, row: Transition): string => {
    const mark = row.state === 'firing' ? paint(['bold', 'red'], '!!') : paint('green', 'ok');
    return `${mark} ${printable(alertWords(row, alertOf(stream, row.alert), clockOf(stream)), 500)}\n`;
  };
  const plain = (stream: string, row: Fields): string => {
    const { time, ...fields } = row;
    const when = typeof time === 'number' ? `${clockOf(stream)(time)}  ` : '';
    const cells = Object.entries(fields).map(
      ([name, value]) => `${name}=${valueText(value, unitOf(stream, name))}`,
    );
    return `${when}${paint('bold', stream)}  ${cells.join(' ')}\n`;
  };
  const window = ({ stream, first, rows }: Block): string => {
    const { start, end, windows, partial, early } = first;
    const at = clockOf(stream);
    const day = (time: number): string => at(time, 'yyyy-MM-dd');
    // Midnight at its end is still a window of that day.
    const until = at(end, day(start) === day(end - 1) ? 'HH:mm:ss' : undefined);
    const period = `${at(start)} – ${until}`;
    const marks = `${partial === true ? ' (partial)' : ''}${early === true ? ' (early)' : ''}`;
    const head = `${paint('bold', period)}  ${stream}${marks}`;
    if (WindowRow.isRun(first)) return `${head}  nothing in ${String(windows)} windows\n`;
    const by = WindowRow.originOf(first)?.by ?? [];
    const columns = columnsOf(rows, by, (name) => unitOf(stream, name));
    if (by.length > 0) return `${head}\n${tableText(columns)}`;
    return `${head}${lineText(columns, period.length + 2 + stream.length + marks.length)}\n`;
  };

  return (emitted: readonly Emitted[]): string => {
    let text = '';
    let block: Block | undefined;
    let shown: WindowRow | undefined;
    const flush = (): void => {
      if (block === undefined) return;
      // The streams of one window stand together.
      const isSame = shown?.start === block.first.start && shown.end === block.first.end;
      text += `${isSame ? '' : '\n'}${window(block)}`;
      shown = block.first;
      block = undefined;
    };
    for (const { stream, row } of inOrder(emitted)) {
      if (row instanceof WindowRow) {
        if (block === undefined || block.stream !== stream || !joins(block, row)) {
          flush();
          // Key fields and measures stand beside its own.
          block = { stream, first: row as WindowFields, rows: [] };
        }
        block.rows.push(row as WindowFields);
        continue;
      }
      flush();
      shown = undefined;
      text += isTransition(row) ? transition(stream, row) : plain(stream, row as Fields);
    }
    flush();
    return text;
  };
};

/** Whether a row is of the window of a block, and a table can hold both. */
const joins = ({ first }: Block, row: WindowRow): boolean =>
  WindowRow.areTogether(first, row) &&
  !WindowRow.isRun(row) &&
  !WindowRow.isRun(first) &&
  (WindowRow.originOf(first)?.by.length ?? 0) > 0;
