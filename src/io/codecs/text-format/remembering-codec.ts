import type { Codec } from '../codec.js';
import { ColumnStrings } from '../columns/column-strings.js';
import type { FieldAbout } from '../fields/field-about.js';
import type { Row } from '../fields/row.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import type { LineParser } from '../line/line-parser.js';
import type { LocalClock } from '../time/local-clock.js';
import { localClock } from '../time/time-format.js';
import type { TextFormatOptions } from './text-format.js';

export interface ParserGiven {
  /** Of the fields that are asked for. */
  readonly names: readonly string[];
  readonly clock: LocalClock;
  readonly maxLineBytes: number;
  /** Those of its codec. */
  readonly strings: ColumnStrings;
  /** What the parser of an earlier decoder has saved. */
  readonly saved: unknown;
}

/** The codec of a format in which a record is several lines: its parser remembers those before. */
export const rememberingCodec =
  (about: readonly FieldAbout[], makeParser: (given: ParserGiven) => LineParser<Row>) =>
  ({ time, maxLineBytes: most }: TextFormatOptions = {}): Codec<Row> => {
    const maxLineBytes = checkedLineLimit(most);
    // A zone that cannot be is said now.
    localClock(time?.zone);
    const all = about.map(({ name }) => name);
    let shared: ColumnStrings | undefined;
    return {
      fields: ['time', ...all],
      decoder(fields, { offset = 0, saved } = {}) {
        const wanted = new WantedNames(fields);
        const clock = localClock(time?.zone);
        const names = all.filter((name) => wanted.has(name));
        shared ??= new ColumnStrings();
        const strings = shared;
        const parser = (before: unknown): LineParser<Row> =>
          makeParser({ names, clock, maxLineBytes, strings, saved: before });
        return new LineDecoder(parser, { maxLineBytes, offset, saved, clock });
      },
    };
  };
