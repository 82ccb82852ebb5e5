import type { Codec } from '../codec.js';
import type { CodecOptions } from '../codec-options.js';
import { NameClashes } from '../fields/name-clashes.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import { WantedNames } from '../fields/wanted-names.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { UsualRequest } from '../request/usual-request.js';
import { TIME_FIELDS } from '../time/time-fields.js';
import { timeReader } from '../time/time-format.js';
import { LogfmtParser } from './logfmt-parser.js';

export interface LogfmtOptions extends CodecOptions {
  /** Only lines that are HTTP requests, by their keys, are rows; others are rejected as `not-a-request`. */
  readonly requests?: boolean;
}

/**
 * logfmt: `ts=2026-01-02T03:04:05Z level=info msg="all is well" took=12ms n=3 cached`.
 *
 * Names are in snake case, and of two alike the later wins: `onWarning` is told where they differ. Values are text as it is written, quoted or bare (measures and
 * conditions read the numbers in it); `true` and `false` are booleans, nothing is null. In quotes escapes are resolved. A key without `=` is true. A line without any `key=value`, or with a quote that does not end, is rejected as
 * `malformed`.
 *
 * The time is in `time.field`, or else in the first field with a usual name that holds one: time, ts, timestamp, t …
 *
 * @throws TidemarkError `bad-options` for a limit or time format that cannot be.
 *
 * @example
 * ```ts
 * import { file, logfmtCodec } from 'tidemark';
 *
 * const source = file({ path: 'app.log', codec: logfmtCodec() });
 * ```
 */
export function logfmt(options: LogfmtOptions = {}): Codec<Row> {
  const { time = {}, requests = false } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  const timeFields = time.field === undefined ? TIME_FIELDS : [snakeCase(time.field)];
  const clashes = new NameClashes(options.onWarning);
  const parserOptions = { timeFields, clashes, readTime: timeReader(time) };
  return {
    fields: ['time'],
    open: true,
    decoder(fields, { offset = 0, saved, written } = {}) {
      const readTime = timeReader(time, written);
      const usual = requests === true ? new UsualRequest(fields, options.onWarning) : undefined;
      const own = { ...parserOptions, readTime, requests: usual };
      const parser = new LogfmtParser(new WantedNames(usual?.names ?? fields), own);
      return new LineDecoder(() => parser, { maxLineBytes, offset, saved, clock: readTime.clock });
    },
  };
}

const BEGINS_WITH_PAIR = /^[A-Za-z_@][\w.@/-]{0,63}=/;

/** Whether a line certainly is logfmt: it begins with a pair, has another, and one of them is a time. */
export function isLogfmt(line: string): boolean {
  if (!BEGINS_WITH_PAIR.test(line)) return false;
  const parser = new LogfmtParser(new WantedNames([]), {
    timeFields: TIME_FIELDS,
    readTime: timeReader(),
    clashes: new NameClashes(),
  });
  const bytes = Buffer.from(line, 'utf8');
  return parser.parse(bytes, 0, bytes.length) !== undefined && parser.pairs > 1;
}
