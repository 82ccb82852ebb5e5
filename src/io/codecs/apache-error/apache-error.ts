import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { APACHE_ERROR_SLOTS, ApacheErrorCutter } from './apache-error-cutter.js';
import { apacheStamps } from './apache-stamps.js';

/**
 * The error log of Apache, as 2.4 writes it and as 2.2 did.
 *
 *     [Wed May 01 12:00:00.123456 2024] [core:error] [pid 1:tid 2] (13)Permission denied: [client 192.0.2.1:1234] AH00035: …, referer: …
 *     [Wed May 01 12:00:00 2024] [error] [client 192.0.2.1] File does not exist: /x
 *
 * The rule is `ErrorLogFormat` in the documentation of Apache, with its example of the format that is the default; `%{cu}t` and
 * `%{cuz}t`, which are ISO 8601, are read as well. Times are local, where they do not say otherwise: say the zone.
 */
export const apacheError = textFormat({
  name: 'apache-error',
  summary: 'The error log of Apache, of 2.4 and of 2.2.',
  slots: APACHE_ERROR_SLOTS,
  cutter: () => new ApacheErrorCutter(),
  time: { slot: 'time', read: apacheStamps },
  escapes: true,
  fields: [
    field.text('severity', 'level', 'such as error or warn'),
    field.text('module', 'module', 'who says it; 2.2 does not say'),
    field.number('pid', 'pid', 'the process'),
    field.number('tid', 'tid', 'the thread'),
    field.host('host', 'client', 'address of the client'),
    field.number('client_port', 'client_port', 'its port'),
    field.text('error_code', 'error_code', 'such as AH00035'),
    field.text('source', 'source', 'of debugging and traces: file and line of Apache itself'),
    field.text('os_error', 'os_error', 'what the system said, such as (13)Permission denied'),
    field.unique('message', 'message', 'what happened'),
    field.long('referer', 'referer', 'the page that led here, as the client says'),
  ],
  isCertain: (line) =>
    /^\[[^\]]{24,40}\] \[(?:[\w-]*:)?(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\] /.test(
      line,
    ),
});
