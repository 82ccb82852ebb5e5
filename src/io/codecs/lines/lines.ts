import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import type { Row } from '../fields/row.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { UTC_CLOCK } from '../time/local-clock.js';
import { type ReadTime, type TimeOptions, timeReader } from '../time/time-format.js';
import { IsoStart } from './iso-start.js';
import { LinesParser } from './lines-parser.js';
import { startTime } from './start-time.js';
import { hasSyslogTime } from './syslog-start.js';
import { tookOfLine } from './took-of-line.js';

export interface LinesOptions extends CodecOptions {
  /**
   * The year of the first line, for syslog's `Jan  2 03:04:05`. Later lines go on from there, over a new year. Default: the
   * latest that can be, as the source knows when the input was written.
   */
  readonly year?: number;
}

/**
 * Plain lines: rows are `{ time, line }`.
 *
 * The time is the one with which a line begins: ISO 8601, `10/Oct/2000:13:55:36 -0700` (in brackets also after some
 * names), `Sun Dec 04 04:47:44 2005`, epoch digits, or `Jan  2 03:04:05`, whose year is told by when the input was written.
 * With `time.format` it is as many words as the format has, without brackets around them. A line that begins with none, such as
 * that of a stack trace, has the time of the line before; before the first time, lines are rejected as `no-time`, as are those
 * whose time has no year where neither `year` nor the source tells it.
 *
 * A line of Envoy or HAProxy begins with the time at which the request came, and has the time at which it was over, unless
 * `time.stamp` is `end`.
 *
 * The lines are cut by `LineSplitter`, not by split2: a decoder must give the same rows and the same rejected lines with
 * their offsets for any chunks, while split2 hands out text (bytes and offsets are gone), checks its limit only on what is
 * left of a chunk, and drops an over-long line without a word.
 *
 * @throws TidemarkError `bad-options` for a year, limit, `time.field` or time format that cannot be.
 *
 * @example
 * ```ts
 * import { file, linesCodec } from 'tidemark';
 *
 * const source = file({ path: '/var/log/syslog', codec: linesCodec() });
 * ```
 */
export function lines(options: LinesOptions = {}): Codec<Row> {
  const { year, time = {} } = options;
  if (year !== undefined && !(Number.isSafeInteger(year) && year >= 1 && year <= 9999)) {
    throw new TidemarkError('bad-options', `year must be a year such as 2026, not ${year}.`);
  }
  if (time.field !== undefined && time.field !== 'time') {
    throw new TidemarkError(
      'bad-options',
      `Lines have no field ${time.field}: their time is at their start.`,
    );
  }
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  // What is wrong with it is said now.
  timeReader(time);
  return {
    fields: ['time', 'line'],
    decoder(fields, { offset = 0, saved, written } = {}) {
      const wanted = new WantedNames(fields);
      const readTime = timeReader(time, written);
      const { clock } = readTime;
      const isAuto = (time.format ?? 'auto') === 'auto';
      const parserOptions = {
        readStart: startReader(time, readTime),
        year,
        clock,
        asksZone: isAuto && time.zone === undefined,
        addsTook: time.stamp !== 'end',
        ...(isAuto && { isoStart: new IsoStart(clock) }),
      };
      const makeParser = (before: unknown): LinesParser => new LinesParser(wanted, parserOptions, before);
      return new LineDecoder(makeParser, { maxLineBytes, offset, saved, clock });
    },
  };
}

function startReader(time: TimeOptions, readTime: ReadTime): (line: string) => number {
  const { format = 'auto' } = time;
  const { clock } = readTime;
  if (format === 'auto' && time.stamp === 'end') return (line) => startTime(line, clock);
  // Only a line that begins with a time tells when it began.
  if (format === 'auto') {
    return (line) => {
      const began = startTime(line, clock);
      return Number.isNaN(began) ? began : began + tookOfLine(line);
    };
  }
  const words = format === 'clf' ? 2 : format.trim().split(' ').length;
  return (line) => readTime(firstWords(line, words));
}

/** The first words of a line, without what is put around a time. */
function firstWords(line: string, count: number): string {
  let to = -1;
  for (let n = 0; n < count; n++) {
    to = line.indexOf(' ', to + 1);
    if (to === -1) return bare(line.slice(0, MAX_CHARACTERS));
  }
  return bare(line.slice(0, Math.min(to, MAX_CHARACTERS)));
}

const MAX_CHARACTERS = 128;

function bare(text: string): string {
  return text.replace(/^[[(<"']/, '').replace(/[\])>"',:]{1,2}$/, '');
}

/** Whether a line begins with a time, be it one without a year. */
export function isLines(line: string): boolean {
  return !Number.isNaN(startTime(line, UTC_CLOCK)) || hasSyslogTime(line);
}
