import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { clfStamps } from '../time/local-stamps.js';
import { HAPROXY_SLOTS, HaproxyCutter } from './haproxy-cutter.js';

/**
 * HAProxy's `option httplog` and `option tcplog`, and with what `option httpslog` adds, as they stand in a file or behind
 * the prefix of a syslog (`Feb  6 12:14:14 lb haproxy[14389]: `). A file may mix them.
 *
 *     192.0.2.7:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {…} {…} "GET / HTTP/1.1"
 *
 * The rule is chapter 8.2, "Log formats", of the configuration manual of HAProxy. A timer of -1 is null, as is a status of
 * -1. HAProxy stamps a line with the time at which it began and writes it when it is over: so the time of a row is that and
 * `duration`, unless `time.stamp` is `end`. With `option logasap` it writes before the end, and puts a `+` before what is not
 * yet all of it: then `partial` is true. Times are local: say the zone. What HAProxy says of anything else, such as
 * that a handshake failed, is rejected as `not-a-request`.
 */
export const haproxy = textFormat({
  name: 'haproxy',
  summary: 'HAProxy: httplog, httpslog and tcplog, with or without the prefix of a syslog.',
  slots: HAPROXY_SLOTS,
  cutter: () => new HaproxyCutter(),
  time: { slot: 'accept_date', read: clfStamps, took: 'Ta' },
  requests: true,
  hasOthers: true,
  messages: /haproxy\[\d+\]: (?!\S+ \[\d)|^(?:.*haproxy\[\d+\]: )?\S+ \[[^\]]+\] \S+: /,
  resembles: (line) =>
    /(?:^|haproxy\[\d+\]: )\S+:\d+ \[\d\d\/\w{3}\/\d{4}:[\d:.]+\] \S+ \S+\/\S+ /.test(line),
  fields: [
    field.address('host', 'client_port', 'client', 'address of the client'),
    field.request('http_request', 'vhost'),
    field.code('status', 'status_code', 'the code of the answer'),
    field.size('size', 'bytes_read', 'bytes of the answer; of tcplog all that was sent to the client'),
    field.milliseconds('duration', 'Ta', 'how long it took in all; Tt in some versions and in tcplog'),
    field.text('frontend_name', 'frontend_name', 'the frontend, with a ~ behind it where TLS was spoken'),
    field.text('backend_name', 'backend_name', 'the backend'),
    field.text('server_name', 'server_name', 'the server, or such as <NOSRV>'),
    field.milliseconds('tq', 'Tq', 'until the request was there; TR in newer versions'),
    field.milliseconds('tw', 'Tw', 'in queues'),
    field.milliseconds('tc', 'Tc', 'until the connection to the server was made'),
    field.milliseconds('tr', 'Tr', 'until the server began to answer'),
    field.text('captured_request_cookie', 'captured_request_cookie', 'a cookie of the client'),
    field.text('captured_response_cookie', 'captured_response_cookie', 'a cookie of the server'),
    field.text('termination_state', 'termination_state', 'how it ended, such as SD-- or ----'),
    field.count('actconn', 'actconn', 'connections of the process'),
    field.count('feconn', 'feconn', 'connections of the frontend'),
    field.count('beconn', 'beconn', 'connections of the backend'),
    field.count('srv_conn', 'srv_conn', 'connections of the server'),
    field.count('retries', 'retries', 'how often it tried again to reach a server'),
    field.mark('redispatched', 'redispatch', 'whether another server was taken than at first'),
    field.count('srv_queue', 'srv_queue', 'requests before it in the queue of the server'),
    field.count('backend_queue', 'backend_queue', 'requests before it in the queue of the backend'),
    field.long(
      'captured_request_headers',
      'captured_request_headers',
      'the first captures in braces, | between them',
    ),
    field.long('captured_response_headers', 'captured_response_headers', 'the second captures in braces'),
    field.mark(
      'partial',
      'plus',
      'whether it was written before the end, so that size and duration are less',
    ),
    field.text('ssl_fc_sni', 'ssl_fc_sni', 'of httpslog: the name that TLS was begun with'),
    field.text('sslv', 'sslv', 'of httpslog: such as TLSv1.3'),
    field.text('sslc', 'sslc', 'of httpslog: the cipher'),
  ],
});
