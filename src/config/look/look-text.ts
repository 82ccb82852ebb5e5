import { countOf } from '../../io/text/count-of.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { formatSize } from '../../io/text/format-size.js';
import { grouped } from '../../io/text/grouped.js';
import { isoInstant } from '../../io/text/iso-instant.js';
import { oneLine } from '../../io/text/one-line.js';
import { printable } from '../../io/text/printable.js';
import { valueText } from '../../io/text/value-text.js';
import type { LossFormats } from '../../pipelines/losses/loss-formats.js';
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
  if (look.isBinary) return `${name} is no text, but binary data: nothing of it can be read.`;
  if (lines === 0) return `${name} has nothing but blank lines.`;
  const unit = look.start === undefined ? 'line' : 'record';
  const looked = `${grouped(rows)} of ${grouped(lines)} ${lines === 1 ? unit : `${unit}s`} can be read; ${extent(look)}`;
  if (format === undefined) return `${name} is in no format that is known: ${looked}`;
  const around = look.wrapping === undefined ? '' : `, in lines of ${look.wrapping}`;
  return `${name} is ${format}${writerText(look)}${around}, ${SURE[sureness]}: ${looked}`;
};

/** Who writes the requests, and which share of the lines they are. */
const writerText = ({ writer }: Look): string => {
  if (writer === undefined) return '';
  const { name, title, requests, of } = writer;
  const share = requests === of ? '' : ` in ${grouped(requests)} of ${grouped(of)} lines`;
  return ` of ${name} (${title}${share})`;
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

const rejectedText = ({ rejected, lines, isBinary, rejectedFormats }: Look): string =>
  rejected.length === 0 || isBinary
    ? ''
    : `\nNot read:\n${rejected.map((one) => rejectedLine(one, lines)).join('')}${formatsOf(rejectedFormats)}`;

/** Which formats they are in, where that is not the same for all. */
const formatsOf = (formats: LossFormats | undefined): string => {
  const { lines = {}, unknown = 0 } = formats ?? {};
  const known = Object.entries(lines).sort(([, a], [, b]) => b - a);
  if (known.length === 0) return '';
  const named = known.map(([name, n]) => `${grouped(n)} ${name === 'lines' ? 'text behind a date' : name}`);
  if (unknown > 0) named.push(`${grouped(unknown)} of no format that is known`);
  const about = (formats?.looked ?? 0) > 1000 ? 'about ' : '';
  return `  by format: ${about}${named.join(', ')}\n`;
};

const rejectedLine = ({ reason, lines, detail, offset, example }: RejectedKind, all: number): string => {
  const why = detail === undefined ? '' : ` ${printable(detail, 300)}`;
  const first =
    example === undefined ? '' : `\n    the first, at byte ${offset ?? 0}: ${printable(example, EXAMPLE)}`;
  return `  ${reason}: ${grouped(lines)} (${shareText(lines, all)}).${why}${first}\n`;
};
