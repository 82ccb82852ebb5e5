import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Codec } from '../codec.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { once } from '../once.js';
import { AccessLogParser, type AccessLogParserOptions } from './access-log-parser.js';
import type { AccessLogRow } from './access-log-row.js';
import { AccessLogStrings } from './access-log-strings.js';
import type { DurationUnit } from './clf-duration.js';
import { ACCESS_LOG_FIELDS, WantedFields } from './wanted-fields.js';

/** How the lines are laid out; see `accessLog` for what each settles. */
export type AccessLogFormat = 'auto' | 'common' | 'combined' | 'vhost_common' | 'vhost_combined';

export interface AccessLogOptions {
  /** `auto` by default. */
  readonly format?: AccessLogFormat;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
  /**
   * What a whole number without a unit means where it is all that follows the agent: `s` (Icecast, Apache's `%T`), `ms`
   * (`%{ms}T`), or `us` (`%D`). The line itself cannot tell: without this, `duration` is null there.
   */
  readonly durationUnit?: DurationUnit;
  /** Told once that a line has such a number, and that `durationUnit` would say what it means. */
  readonly onUnknownDuration?: () => void;
  /** `end`: the time of a row is the one that is written, whoever wrote it. See `accessLog`. */
  readonly stamp?: 'end';
}

const FORMATS: Readonly<Record<AccessLogFormat, Pick<AccessLogParserOptions, 'firstName' | 'combined'>>> = {
  auto: { firstName: 'auto', combined: true },
  common: { firstName: 'client', combined: false },
  combined: { firstName: 'client', combined: true },
  vhost_common: { firstName: 'vhost', combined: false },
  vhost_combined: { firstName: 'vhost', combined: true },
};

/**
 * NCSA access logs as Apache, nginx, Traefik, Icecast and others write them: common and combined, with or without a
 * virtual host, and with any fields after that.
 *
 *     [vhost] client ident user [dd/Mon/yyyy:HH:MM:SS +zzzz] "METHOD target PROTOCOL" status size ["referer" "agent" …]
 *
 * Nothing is detected ahead: with `auto` each line tells by itself, so a file may mix the formats, and neither chunking
 * nor the place where reading starts changes a row. What the line cannot always tell is settled like this:
 *   - whether the first name is the client or a virtual host: by the second name, as `ClfNames` says. A named format
 *     fixes it, which matters where clients have idents or users have spaces in their names;
 *   - whether a referer and an agent follow: they do where a quote or a `-` follows the size, except in a format named
 *     `…common`, where everything after the size is an extra field;
 *   - when it was written: Apache and Traefik write a line when the request is over, with the time at which it began, and
 *     their durations show who they are: `42ms` at the end is Traefik's, a whole number whose unit was said is Apache's
 *     (`%D`, `%T`). Such a row has the time at which the request was over. nginx writes that time itself; `stamp: 'end'`
 *     says that all do, as Icecast does;
 *   - the unit of a whole number after the agent: by `durationUnit`, and nobody's guess without it, so that `duration` is
 *     null. A decimal is seconds, `42ms` milliseconds.
 *
 * A request that cannot be read (TLS bytes, `-`, nothing) still makes a row, in section `(other)`; a line without a
 * valid time, a quoted request, a status and a size is rejected as `malformed`. Blank lines are neither.
 *
 * @throws TidemarkError `bad-options` when `maxLineBytes` is not a positive whole number or a name is not in its list.
 *
 * @example
 * ```ts
 * import { file, accessLogCodec } from 'tidemark';
 *
 * const source = file({ path: '/var/log/nginx/access.log', codec: accessLogCodec({ durationUnit: 'ms' }) });
 * ```
 */
export function accessLog(options: AccessLogOptions = {}): Codec<AccessLogRow> {
  const { format = 'auto', durationUnit, stamp } = options;
  const maxLineBytes = checkedLineLimit(options.maxLineBytes);
  if (!Object.hasOwn(FORMATS, format)) {
    const known = Object.keys(FORMATS).join(', ');
    throw new TidemarkError('bad-options', `Unknown access-log format "${format}"; it is one of ${known}.`);
  }
  if (durationUnit !== undefined && !['s', 'ms', 'us'].includes(durationUnit)) {
    throw new TidemarkError('bad-options', `Unknown durationUnit "${durationUnit}"; it is one of s, ms, us.`);
  }
  const strings = new AccessLogStrings();
  const onUnknownDuration = once(options.onUnknownDuration);
  const parserOptions = {
    ...FORMATS[format],
    durationUnit,
    onUnknownDuration,
    atStart: { traefik: stamp !== 'end', apache: stamp !== 'end' && durationUnit !== undefined },
  };
  return {
    fields: ACCESS_LOG_FIELDS,
    decoder(fields, { offset = 0, saved } = {}) {
      const parser = new AccessLogParser(new WantedFields(fields), strings, parserOptions);
      return new LineDecoder(() => parser, { maxLineBytes, offset, saved });
    },
  };
}

/** Whether a line is certainly one of an NCSA access log: a name, a valid time, a quoted request, a status and a size. */
export function isAccessLog(line: string): boolean {
  const bytes = Buffer.from(line, 'utf8');
  return parser.parse(bytes, 0, bytes.length) !== undefined;
}

/** Asked for no fields, it remembers no strings; what it does remember, a day and a zone, decides nothing. */
const parser = new AccessLogParser(new WantedFields([]), new AccessLogStrings(), {
  firstName: 'auto',
  combined: true,
  durationUnit: undefined,
  atStart: { traefik: false, apache: false },
});
