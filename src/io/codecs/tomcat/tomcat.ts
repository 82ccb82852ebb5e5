import { type AccessLogOptions, accessLog } from '../access-log/access-log.js';
import type { AccessLogRow } from '../access-log/access-log-row.js';
import type { Codec } from '../codec.js';

export type TomcatOptions = Pick<AccessLogOptions, 'durationUnit' | 'onUnknownDuration' | 'maxLineBytes'>;

/**
 * What the access log valve of Tomcat writes, which is an access log: with `%D` at its end milliseconds up to Tomcat 9 and
 * microseconds since 10, which `durationUnit` has to say, for a line cannot.
 *
 * The rule is "Access Log Valve" in Tomcat's documentation: `%t` is, unlike Apache's, when the request was over.
 *
 * @throws TidemarkError `bad-options` as `accessLog` does.
 */
export const tomcat = (options: TomcatOptions = {}): Codec<AccessLogRow> =>
  accessLog({ ...options, stamp: 'end' });
