import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import type { Row } from '../fields/row.js';
import { FORMATS, type Format, type FormatName, type FormatOptions } from '../formats.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { peeled } from '../unwrap/peeled.js';
import { type UnwrapOptions, unwrap } from '../unwrap/unwrap.js';
import { AutoDecoder } from './auto-decoder.js';

export interface AutoOptions extends FormatOptions {
  /** What stands around the lines; every layer that is recognised is taken off unless it says otherwise. */
  readonly around?: UnwrapOptions;
  /** Told once by each decoder, when it has decided; not by one that resumes. */
  readonly onFormat?: (name: FormatName) => void;
}

/**
 * Any format of `FORMATS`, told by the input itself: the first line that certainly belongs to one decides for everything
 * after it. Lines before that one are rejected as `malformed`. A decoder that resumes knows what was decided.
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
  const { onFormat, around = {}, ...codecOptions } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const names = FORMATS.map((format) => format.name).join(', ');
  const unknown = `Not recognised as any of ${names}; say the format.`;
  // Built once, so that options are checked now and decoders share what codecs remember.
  const codecs = new Map(
    FORMATS.map((format) => [
      format.name as string,
      unwrap(codecOf(format, codecOptions), { maxLineBytes, wrapping: 'auto', ...around }),
    ]),
  );
  return {
    fields: ['time'],
    open: true,
    decoder: (fields, decoderOptions = {}) =>
      new AutoDecoder({
        ...decoderOptions,
        maxLineBytes,
        fields,
        unknown,
        recognise,
        codecOf: (name) => known(codecs, name),
        onFormat: (name) => onFormat?.(name as FormatName),
      }),
  };
}

/** The name of the format that a line is certainly the first of; undefined if there is none. */
export function recognise(line: string): FormatName | undefined {
  const within = peeled(line);
  if (within === undefined) return formatOf(line);
  // A text that says nothing by itself has the time of what stands around it.
  return formatOf(within.payload) ?? (Number.isNaN(within.time) ? formatOf(line) : 'lines');
}

const formatOf = (line: string): FormatName | undefined =>
  FORMATS.find((format) => format.recognises(line))?.name;

/** A field of the time is of no use to lines, which have none. */
function codecOf(format: Format, options: FormatOptions): Codec<Row> {
  if (format.name !== 'lines' || options.time === undefined) return format.codec(options);
  const { field: _, ...time } = options.time;
  return format.codec({ ...options, time });
}

function known(codecs: ReadonlyMap<string, Codec<Row>>, name: string): Codec<Row> {
  const codec = codecs.get(name);
  if (codec !== undefined) return codec;
  throw new TidemarkError('unknown-format', `What was saved is of a format "${name}", which is not known.`);
}
