import type { Timed } from '../../../operators/batch.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import { WantedNames } from '../fields/wanted-names.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { RequestParser, TELLING } from '../request/request-parser.js';
import type { LocalClock } from '../time/local-clock.js';
import type { StampReader } from '../time/stamp-reader.js';
import { syslogStamps } from '../time/syslog-stamps.js';
import { localClock } from '../time/time-format.js';
import { AnyEncoding } from './any-encoding.js';
import { type MultilineOptions, multilineOf } from './multiline.js';
import { WRAP_KINDS, type WrapKind } from './peel.js';
import { UnwrapDecoder } from './unwrap-decoder.js';
import type { SavedLines, UnwrapDecoderOptions } from './unwrap-decoder-options.js';
import { WRAP_FIELDS } from './wrap-fields.js';

/** What may stand around lines: see `unwrap`. */
export type Wrapping = 'fit' | 'auto' | 'none' | WrapKind;

export interface UnwrapOptions {
  /** `fit` by default. */
  readonly wrapping?: Wrapping;
  /** Records that are several lines; absent: each line is one. */
  readonly multiline?: MultilineOptions;
  /** Only what reports an HTTP request is a row; what has neither a method nor a status is rejected as `not-a-request`. */
  readonly requests?: boolean;
  /** Longest line, and longest record, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
  /** Of times of a wrapping that have none, as in syslog: an IANA name; UTC by default. */
  readonly zone?: string;
  /**
   * The year of the first line, for the times of syslog that have none. Default: the latest that can be, as the source knows
   * when the input was written.
   */
  readonly year?: number;
}

/**
 * A codec of lines that reads them also where something stands around them: CRI and Docker's json-file (lines in pieces are
 * put together), docker compose, `kubectl logs --prefix` and `--timestamps`, syslog (RFC 3164 and 5424, journalctl, Heroku) and
 * `journalctl -o json`, logcli, and the JSON objects of shippers such as Fluent Bit and Filebeat. Up to three layers are taken
 * off. `wrapping` says when:
 *   - `fit`: where the codec cannot read a line as it stands. What it reads by itself stays as it is, but for what is written
 *     around every line and is surely none of it: objects of containers, shippers and the journal, and CRI (unless the codec is
 *     `lines` or a pattern). Of records of several lines the first tells what is around all of them;
 *   - `auto`: wherever a layer is recognised, also where the codec would take the whole line for one;
 *   - one by name: of every line, which is rejected where it has none; further layers as with `fit`;
 *   - `none`: never.
 *
 * What the layers say becomes fields where they are asked for and the row has none of that name: pod, container, log_stream,
 * log_host, program, pid, severity, facility, service, unit. A row without a time of its own has that of the outermost layer
 * that says one.
 *
 * Whatever is around a line, its byte-order marks, colours of a terminal, carriage returns at the end and the NUL bytes that a
 * crash leaves are taken off. UTF-16 is told by its byte-order mark, or without one where its first line makes that certain; a
 * line of it among others is read as far as it is Latin.
 *
 * With `multiline` a record is a line and those that go on with it, each writer's by themselves; it is whole when the next one
 * begins, at the end, or when the input has been at rest. Its row has all of them, with newlines between.
 *
 * @throws TidemarkError `bad-options` for a limit, pattern or zone that cannot be, and for a codec that is not of lines.
 *
 * @example
 * ```ts
 * import { accessLogCodec, file, unwrapCodec } from 'tidemark';
 *
 * const pods = file({ path: '/var/log/containers/*.log', codec: unwrapCodec(accessLogCodec(), { wrapping: 'cri' }) });
 * ```
 */
export function unwrap<T extends Timed>(codec: Codec<T>, options: UnwrapOptions = {}): Codec<T> {
  const lines = unwrapLines(codec, options);
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  return {
    ...lines,
    decoder: (fields, given = {}) =>
      new AnyEncoding(given, { maxLineBytes, make: (own) => lines.decoder(fields, own) }),
  };
}

/** The same of an input that is known to be UTF-8. */
export function unwrapLines<T extends Timed>(codec: Codec<T>, options: UnwrapOptions = {}): Codec<T> {
  const { wrapping = 'fit', requests = false, zone, year } = options;
  if (!['fit', 'auto', 'none', ...WRAP_KINDS].includes(wrapping)) {
    const known = ['fit', 'auto', 'none', ...WRAP_KINDS].join(', ');
    throw new TidemarkError('bad-options', `Unknown wrapping "${wrapping}"; it is one of ${known}.`);
  }
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const multiline = options.multiline && multilineOf(options.multiline);
  localClock(zone);
  const names = WRAP_FIELDS.map(({ name }) => name);
  return {
    ...codec,
    fields: wrapping === 'none' ? codec.fields : [...new Set([...codec.fields, ...names])],
    decoder(fields, { offset = 0, saved, written } = {}) {
      const read = requests && fields !== 'all' ? [...new Set([...fields, ...TELLING])] : fields;
      const inner = codec.decoder(read, { offset, saved: innerSaved(saved), written });
      const parser = requests && inner.parser !== undefined ? new RequestParser(inner.parser) : inner.parser;
      if (parser === undefined)
        throw new TidemarkError(
          'bad-options',
          'Only a codec of lines can be unwrapped, such as lineCodec makes.',
        );
      const clock = localClock(zone, written);
      const yearless = syslogStamps(clock, year);
      return new UnwrapDecoder({
        ...{ wrapping, multiline, maxLineBytes, offset, saved, inner, parser },
        wanted: new WantedNames(fields),
        readYearless: (bytes, from, to) => yearless.read(bytes, from, to),
        years: yearsOf(clock, yearless),
      });
    },
  };
}

/** What the inner decoder saved, without what is of the lines: those it does not cut. */
function innerSaved(saved: unknown): unknown {
  if (typeof saved !== 'object' || saved === null) return saved;
  const inner = Object.entries(saved).filter(([name]) => !OF_LINES.has(name));
  return inner.length === 0 ? undefined : Object.fromEntries(inner);
}

const OF_LINES: ReadonlySet<string> = new Set<keyof SavedLines>(['line', 'open', 'years', 'around']);

/** What the years of later lines depend on. */
const yearsOf = (clock: LocalClock, yearless: StampReader): UnwrapDecoderOptions<unknown>['years'] => ({
  save() {
    const of = clock.save();
    const last = yearless.save?.();
    if (of === undefined && last === undefined) return undefined;
    return { ...(of !== undefined && { of }), ...(last !== undefined && { last }) };
  },
  load(saved) {
    if (typeof saved !== 'object' || saved === null) return;
    if ('of' in saved) clock.load(saved.of);
    if ('last' in saved) yearless.load?.(saved.last);
  },
});
