import { countOf } from '../../io/text/count-of.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { formatSize } from '../../io/text/format-size.js';
import { grouped } from '../../io/text/grouped.js';
import { isoInstant } from '../../io/text/iso-instant.js';
import { oneLine } from '../../io/text/one-line.js';
import { printable } from '../../io/text/printable.js';
import { valueText } from '../../io/text/value-text.js';
import { shareText } from '../../pipelines/losses/share-text.js';
import { type Column, tableText } from '../../pipelines/text/row-cells.js';
import { unitWords } from '../reference/formats-page.js';
import type { Look, RejectedKind, Sureness } from './look-at.js';

const CELL = 36;
const EXAMPLE = 160;
const MOST_FIELDS = 40;

const SURE: Readonly<Record<Sureness, string>> = {
  sure: 'for sure',
  likely: 'most likely',
  guess: 'perhaps',
  unknown: '',
};

/** What an input is taken for and read as, for people; nothing of it that a terminal would obey. */
export const lookText = (look: Look): string =>
  [
    `${head(look)}\n`,
    ...look.notes.map((note) => `  ${oneLine(note)}\n`),
    look.rows === 0 ? '' : `\n${rowsText(look)}`,
    timesText(look),
    rejectedText(look),
  ].join('');

const head = (look: Look): string => {
  const name = look.path === '-' ? 'standard input' : oneLine(look.path);
  const { format, sureness, rows, lines } = look;
  // What is there and cannot be read is said below.
  if (look.bytes === 0) return look.notes.length > 0 ? `${name}:` : `${name} is empty.`;
  const looked = `${grouped(rows)} of ${grouped(lines)} ${lines === 1 ? 'line' : 'lines'} can be read; ${extent(look)}`;
  if (format === undefined) return `${name} is in no format that is known: ${looked}`;
  const around = look.wrapping === undefined ? '' : `, in lines of ${look.wrapping}`;
  return `${name} is ${format}${around}, ${SURE[sureness]}: ${looked}`;
};

/** How much was looked at. */
const extent = ({ bytes, sample: { isWhole, size } }: Look): string => {
  if (isWhole) return 'that is all of it.';
  const whole = size === undefined ? 'what goes on' : `a file of ${formatSize(size)}`;
  return `that is the first ${formatSize(bytes)} of ${whole}.`;
};

/** The first rows side by side, a field in each line. */
const rowsText = ({ fields, first }: Look): string => {
  const held = fields.filter(({ rows }) => rows > 0);
  const shown = held.slice(0, MOST_FIELDS);
  const columns: readonly Column[] = [
    column('field', ['time', ...shown.map(({ name }) => name)]),
    column('unit', ['', ...shown.map(({ unit }) => unitWords(unit))]),
    ...first.map((row, i) =>
      column(i > 0 ? '' : first.length === 1 ? 'first row' : 'first rows', [
        isoInstant(row.time, 'UTC'),
        ...shown.map(({ name, unit }) => printable(valueText(row[name], unit), CELL)),
      ]),
    ),
  ];
  const more = held.length > shown.length ? `  and ${held.length - shown.length} fields more\n` : '';
  const empty = fields.filter(({ rows }) => rows === 0).map(({ name }) => name);
  const none = empty.length === 0 ? '' : `  without a value: ${printable(empty.join(', '), 300)}\n`;
  return `${tableText(columns.filter(({ cells }) => cells.some((cell) => cell !== '')))}${more}${none}`;
};

const column = (name: string, cells: readonly string[]): Column => ({ name, isNumber: false, cells });

const timesText = ({ times, rows }: Look): string => {
  if (times === undefined) return '';
  const { from, to, late, behind } = times;
  const order =
    late === 0
      ? 'in order'
      : `${grouped(late)} of ${countOf(rows, 'row')} (${shareText(late, rows)}) older than one before, by up to ${formatDuration(behind)}`;
  return `\nTimes from ${isoInstant(from, 'UTC')} to ${isoInstant(to, 'UTC')}, ${formatDuration(to - from)}: ${order}.\n`;
};

const rejectedText = ({ rejected, lines }: Look): string =>
  rejected.length === 0 ? '' : `\nNot read:\n${rejected.map((one) => rejectedLine(one, lines)).join('')}`;

const rejectedLine = ({ reason, lines, detail, offset, example }: RejectedKind, all: number): string => {
  const why = detail === undefined ? '' : ` ${printable(detail, 300)}`;
  const first =
    example === undefined ? '' : `\n    the first, at byte ${offset ?? 0}: ${printable(example, EXAMPLE)}`;
  return `  ${reason}: ${grouped(lines)} (${shareText(lines, all)}).${why}${first}\n`;
};
