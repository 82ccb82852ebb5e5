import { styleText } from 'node:util';
import { DateTime } from 'luxon';
import type { Emitted } from '../../io/sinks/sink.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { formatSize } from '../../io/text/format-size.js';
import { printable } from '../../io/text/printable.js';
import type { Transition } from '../../operators/alert/alert-options.js';

export interface ReadableOptions {
  /** Zone that times are shown in. */
  readonly zone: string;
  /** Colours, for a terminal. */
  readonly colours: boolean;
}

interface Period {
  readonly start: number;
  readonly end: number;
  readonly partial?: true;
  /** A run of so many empty periods. */
  readonly windows?: number;
}

interface Summary extends Period {
  readonly hits: number;
  readonly rate: number;
  readonly size: number;
  readonly errors: number;
  readonly status_4xx: number;
  readonly status_5xx: number;
}

interface Section {
  readonly section: string;
  readonly hits: number;
  readonly share: number | null;
  readonly size: number;
  /** With a status of 500 or more. */
  readonly errors: number;
  /** Of the duration in milliseconds, where lines have it. */
  readonly p95: number | null;
}

const NAME_WIDTH = 32;

/** When all of a row was known: the end of its windows or pane. Streams emit in turns, people read by time. */
const knownAt = ({ row }: Emitted): number => {
  if (typeof row !== 'object' || row === null) return 0;
  if ('end' in row) return Number(row.end);
  return 'time' in row ? Number(row.time) + 1000 : 0;
};

const inOrder = (rows: readonly Emitted[]): readonly Emitted[] =>
  [...rows].sort((a, b) => knownAt(a) - knownAt(b));

/** The rows of the access-log monitor as blocks for people: a line for the period, one for each section, one for a transition. */
export const readable =
  ({ zone, colours }: ReadableOptions) =>
  (rows: readonly Emitted[]): string => {
    const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
      colours ? styleText(style, text, { validateStream: false }) : text;
    const clock = (time: number, format: string): string =>
      DateTime.fromMillis(time, { zone }).toFormat(format);
    const day = (time: number): string => clock(time, 'yyyy-MM-dd');
    const period = ({ start, end }: Period): string => {
      // Midnight at its end is still a period of that day.
      const until = day(start) === day(end - 1) ? 'HH:mm:ss' : 'yyyy-MM-dd HH:mm:ss';
      return `${clock(start, 'yyyy-MM-dd HH:mm:ss')} – ${clock(end, until)}`;
    };

    const summary = (row: Summary): string => {
      if (row.windows !== undefined) return `\n${period(row)}  no requests in ${row.windows} periods\n`;
      const cells = [
        `${row.hits} ${row.hits === 1 ? 'request' : 'requests'}`,
        `${row.rate.toFixed(1)}/s`,
        formatSize(row.size),
        `4xx ${row.status_4xx}`,
        `5xx ${row.status_5xx}`,
        ...(row.partial === true ? ['(partial)'] : []),
      ];
      return `\n${paint('bold', period(row))}  ${cells.join('  ')}\n`;
    };
    const section = (row: Section): string => {
      const share = `${((row.share ?? 0) * 100).toFixed(1)} %`;
      const errors = row.errors > 0 ? `  5xx ${row.errors}` : '';
      const slow = row.p95 === null ? '' : `  p95 ${formatDuration(Math.round(row.p95))}`;
      const name = printable(row.section, NAME_WIDTH).padEnd(NAME_WIDTH);
      return `  ${name}${String(row.hits).padStart(9)}${share.padStart(9)}${formatSize(row.size).padStart(10)}${errors}${slow}\n`;
    };
    const transition = (row: Transition): string => {
      const mark = row.state === 'firing' ? paint(['bold', 'red'], '!!') : paint('green', 'ok');
      return `${mark} ${row.message}\n`;
    };

    let text = '';
    for (const { stream, row } of inOrder(rows)) {
      if (stream === 'summary') text += summary(row as Summary);
      else if (stream === 'sections') text += section(row as Section);
      else if (stream === 'alerts') text += transition(row as Transition);
    }
    return text;
  };
