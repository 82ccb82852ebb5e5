import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import { MAX_FIELDS } from '../columns/line-fields.js';
import type { Row } from '../fields/row.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { once } from '../once.js';
import type { TimeTakenUnit } from './w3c-layout.js';
import { ACCESS_NAMES, IIS_NAMES } from './w3c-names.js';
import { W3cParser, w3cFieldNames } from './w3c-parser.js';
import { W3cStrings } from './w3c-strings.js';

export interface W3cOptions {
  /** The names of a `#Fields` line, for entries that no such line precedes. */
  readonly fields?: string;
  /** The unit of `time-taken`, where `w3c` would not find it. */
  readonly durationUnit?: TimeTakenUnit;
  /** Told once where a whole `time-taken` is read as seconds, and nothing but the specification says so. */
  readonly onUnknownDuration?: () => void;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/**
 * W3C extended logs, as IIS, http.sys, NetScaler, SHOUTcast, CloudFront and many proxies write them:
 *
 *     #Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken
 *     2024-02-29 13:55:36 127.0.0.1 GET /report q=1 200 15
 *
 * What a row has is what `#Fields` names, from that line on; directives are neither rows nor rejected.
 *   - What access logs have, too, has the name that it has there, so that one pipeline reads both: `host` (c-ip), `user`
 *     (cs-username), `method`, `path` (cs-uri-stem, `?` and cs-uri-query), `section`, `protocol` (cs-version), `status`,
 *     `size` (sc-bytes), `referer`, `agent` (`+` and percent escapes resolved), `vhost` (cs-host), and `duration`
 *     (time-taken) in milliseconds.
 *   - Everything else has its own name with underscores: `s-ip` is `s_ip`, `cs(Cookie)` is `cs_cookie`. The own names of
 *     the former (`c_ip`, `cs_uri_stem` …) can be asked for, too: as logged, durations in milliseconds. `all` has each
 *     value once.
 *   - Of two fields with the same name the second gets `_2` behind it.
 *   - `-` is null. Ports, sizes, status codes and times are numbers; other values are text.
 *
 * `time` is in UTC: from `date` and `time` (or `date-local` and `time-local`, which are taken for UTC too, as nothing says
 * how far they are from it), or from `time` and `#Date`; then an entry that is earlier than the one before
 * by more than an hour is of the next day. (A file of several days that has only times must be read from its beginning.)
 * `time-taken` is logged in milliseconds where `#Software` or the fields are those of IIS or SGOS, and else in seconds, as
 * the specification says; where nothing else says so, `onUnknownDuration` is told.
 *
 * An entry with more or fewer fields than `#Fields` names is `malformed`, as its values cannot be told apart; in a
 * CloudFront log, whose fields grow in number over the years, those at the end may be missing or unknown. So is
 * one with an invalid time; one to which nothing gives a time is `no-time`.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes`, `durationUnit` or `fields` is not valid.
 *
 * @example
 * ```ts
 * import { file, w3cCodec } from 'tidemark';
 *
 * const source = file({ path: 'u_ex260509.log', codec: w3cCodec() });
 * ```
 */
export function w3c(options: W3cOptions = {}): Codec<Row> {
  const { durationUnit } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  if (durationUnit !== undefined && !['s', 'ms', 'us'].includes(durationUnit)) {
    throw new TidemarkError('bad-options', `Unknown durationUnit "${durationUnit}"; it is s, ms or us.`);
  }
  const fields = options.fields === undefined ? undefined : checkedFields(options.fields);
  const strings = new W3cStrings();
  const onUnknownDuration = once(options.onUnknownDuration);
  return {
    fields: ['time', ...Object.keys(ACCESS_NAMES), ...IIS_NAMES],
    open: true,
    decoder(wanted, { offset = 0, saved } = {}) {
      const parserOptions = { fields, wanted, strings, durationUnit, onUnknownDuration };
      return new LineDecoder((memory) => new W3cParser(parserOptions, memory), {
        maxLineBytes,
        offset,
        saved,
      });
    },
  };
}

function checkedFields(text: string): readonly string[] {
  const names = w3cFieldNames(text.replace(/^\s*#?\s*fields\s*:/i, ''));
  if (names.length > 0 && names.length <= MAX_FIELDS) return names;
  throw new TidemarkError('bad-options', `fields must name 1 to ${MAX_FIELDS} fields, not ${names.length}.`);
}

const DIRECTIVE =
  /^\uFEFF?#\s*(?:version\s*:\s*\d|fields\s*:\s*\S|software\s*:\s*\S|(?:start-|end-)?date\s*:\s*"?\d)/i;

/** Whether a line, the first of its input, is certainly one of a W3C extended log: a directive. Entries alone do not tell. CloudFront logs begin so, too, and `w3c` reads them. */
export function isW3c(line: string): boolean {
  return DIRECTIVE.test(line);
}
