import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { Row } from '../fields/row.js';
import { FORMATS, type Format, type FormatName, type FormatOptions } from '../formats.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { AnyEncoding } from '../unwrap/any-encoding.js';
import { multilineOf } from '../unwrap/multiline.js';
import { type UnwrapOptions, unwrapLines } from '../unwrap/unwrap.js';
import { AutoDecoder, type Sureness } from './auto-decoder.js';
import { evidenceOf } from './evidence.js';
import type { OtherLines } from './others.js';

export interface AutoOptions extends FormatOptions {
  /** What stands around the lines; every layer that is recognised is taken off unless it says otherwise. */
  readonly around?: UnwrapOptions;
  /** Told once by each decoder, when it has decided, and of how many of the lines that it looked at; not by one that resumes. */
  readonly onFormat?: (name: FormatName, sureness: Sureness) => void;
  /** Told by a decoder whose lines are of another format from that byte on. */
  readonly onChange?: (name: FormatName, offset: number) => void;
  /**
   * Told once by each decoder, for each format, of lines that are requests in another format than the one that was taken, and
   * are read as that.
   */
  readonly onOther?: (name: FormatName, lines: OtherLines) => void;
}

/**
 * Any format of `FORMATS`, told by the input itself.
 *
 * Lines are held until they tell: a request does at once, and so does a header. Other lines wait for company, of which there
 * may be requests: until 100 lines or 64 KiB have come, the input ends or its source has nothing more. Then the format
 * that explains most of them is taken. What begins with a date, and fits no other format, is `lines`.
 *
 * That may change later: a line that is a request in another format is a row all the same; where another format explains
 * more lines than the one that was taken, it takes over from there. So the first lines, and where reading begins, decide
 * nothing about the requests behind them. What is none in a log of requests is rejected as `not-a-request`, and what is of
 * no format as `malformed`. A decoder that resumes knows what was decided.
 *
 * With `multiline` records tell and not lines, and the format stays as it was taken.
 *
 * @throws TidemarkError `bad-options` as the codecs do.
 *
 * @example
 * ```ts
 * import { file, autoCodec } from 'tidemark';
 *
 * const source = file({ path: 'unknown.log', codec: autoCodec({ onFormat: (name) => console.error(`It is ${name}.`) }) });
 * ```
 */
export function auto(options: AutoOptions = {}): Codec<Row> {
  const { onFormat, onChange, onOther, around = {}, ...codecOptions } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const multiline = around.multiline && multilineOf(around.multiline);
  const names = FORMATS.map((format) => format.name).join(', ');
  const unknown = `Not recognised as any of ${names}; say the format.`;
  // Built once, so that options are checked now and decoders share what codecs remember.
  const codecs = new Map(
    FORMATS.map((format) => [
      format.name,
      unwrapLines(codecOf(format, codecOptions), {
        // What has a layout of its own would not take a wrapping for a part of it; lines of a record are put together without theirs.
        wrapping: format.fits === undefined && around.multiline === undefined ? 'fit' : 'auto',
        ...around,
        maxLineBytes,
        requests: options.requests === true && format.hasOthers === true,
        // With what a syslog says taken off, nothing of its lines could be read.
        ...(format.inSyslog === true && around.wrapping !== 'none' && { wrapping: 'fit' }),
      }),
    ]),
  );
  return {
    fields: ['time'],
    open: true,
    decoder: (fields, given = {}) =>
      new AnyEncoding(given, {
        maxLineBytes,
        make: (decoderOptions, placeOf) =>
          new AutoDecoder({
            ...decoderOptions,
            maxLineBytes,
            fields,
            unknown,
            requests: options.requests === true,
            multiline,
            isBare: around.wrapping === 'none',
            codecOf: ({ name }) => known(codecs.get(name), name),
            formatOf: (name) =>
              known(
                FORMATS.find((format) => format.name === name),
                name,
              ),
            onFormat: ({ name }, sureness) => onFormat?.(name, sureness),
            onChange: ({ name }, offset) => onChange?.(name, placeOf(offset)),
            onOther: ({ name }, lines) => onOther?.(name, lines),
          }),
      }),
  };
}

/** The name of the format that a line is certainly of; undefined if there is none. */
export function recognise(line: string): FormatName | undefined {
  return evidenceOf(line)?.format.name;
}

/** A field of the time is of no use to lines, which have none. */
function codecOf(format: Format, options: FormatOptions): Codec<Row> {
  if (format.name !== 'lines' || options.time === undefined) return format.codec(options);
  const { field: _, ...time } = options.time;
  return format.codec({ ...options, time });
}

function known<T>(found: T | undefined, name: string): T {
  if (found !== undefined) return found;
  throw new TidemarkError('unknown-format', `What was saved is of a format "${name}", which is not known.`);
}
