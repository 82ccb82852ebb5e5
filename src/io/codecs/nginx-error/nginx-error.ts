import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { slashStamps } from '../time/local-stamps.js';
import { NGINX_ERROR_SLOTS, NginxErrorCutter } from './nginx-error-cutter.js';

/**
 * The error log of nginx.
 *
 *     2024/05/01 12:00:00 [error] 7#7: *1 open() "/x" failed (2: No such file …), client: 192.0.2.1, server: _, request: "GET /x HTTP/1.1", host: "…"
 *
 * The rule is `ngx_log_error_core` and `ngx_http_log_error` of nginx ("A debugging log" and `error_log` in its documentation):
 * `client`, `server`, `request`, `subrequest`, `upstream`, `host` and `referrer` follow the message in this order, as far as
 * there are any. nginx escapes nothing in there: where a line has one of them twice, somebody wrote it into a request, and
 * the line has none of them. Times are local: say the zone.
 */
export const nginxError = textFormat({
  name: 'nginx-error',
  summary: 'The error log of nginx.',
  slots: NGINX_ERROR_SLOTS,
  cutter: () => new NginxErrorCutter(),
  time: { slot: 'time', read: slashStamps },
  fields: [
    field.text('severity', 'level', 'such as error or warn'),
    field.number('pid', 'pid', 'the process'),
    field.number('tid', 'tid', 'the thread'),
    field.number('connection', 'connection', 'number of the connection'),
    field.long('message', 'message', 'what happened, without what follows it'),
    field.host('host', 'client', 'address of the client'),
    field.host('server', 'server', 'name of the server block'),
    field.request('request'),
    field.text('subrequest', 'subrequest', 'what was asked for within the request'),
    field.path('upstream', 'upstream', 'what was asked upstream'),
    field.host('vhost', 'host', 'the site that was asked for'),
    field.long('referer', 'referrer', 'the page that led here, as the client says'),
  ],
});
