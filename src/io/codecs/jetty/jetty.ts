import { type AccessLogOptions, accessLog } from '../access-log/access-log.js';
import type { AccessLogRow } from '../access-log/access-log-row.js';
import type { Codec } from '../codec.js';

export type JettyOptions = Pick<AccessLogOptions, 'stamp' | 'maxLineBytes'>;

/**
 * What `NCSARequestLog` of Jetty writes, which is an access log: with `logLatency` there are milliseconds at its end, and then
 * the time of a row is when the request was over, for Jetty writes when it came.
 *
 * The rule is "Request Logs" in Jetty's documentation.
 *
 * @throws TidemarkError `bad-options` as `accessLog` does.
 */
export const jetty = (options: JettyOptions = {}): Codec<AccessLogRow> =>
  accessLog({ ...options, durationUnit: 'ms' });
