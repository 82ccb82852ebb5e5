import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { clfStamps } from '../time/local-stamps.js';
import { INGRESS_NGINX_SLOTS, IngressNginxCutter } from './ingress-nginx-cutter.js';

/**
 * The access log of ingress-nginx, the controller for Kubernetes.
 *
 *     192.0.2.1 - - [01/May/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.5" 75 0.003 [default-web-80] [] 10.0.0.5:80 612 0.002 200 d1c5…
 *
 * The rule is `log-format-upstream` in the documentation of the controller ("Log format"). Of a request for which several
 * servers were asked nginx writes lists; sizes and times of them are their sums, addresses and codes are as they are written.
 */
export const ingressNginx = textFormat({
  name: 'ingress-nginx',
  summary: 'Access logs of ingress-nginx, with what was asked upstream.',
  slots: INGRESS_NGINX_SLOTS,
  cutter: () => new IngressNginxCutter(),
  time: { slot: 'time_local', read: clfStamps },
  escapes: true,
  requests: true,
  // Of the controller, and of nginx.
  messages:
    /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] |^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: /,
  fields: [
    field.host('host', 'remote_addr', 'address of the client'),
    field.text('user', 'remote_user', 'who the request was authenticated as'),
    field.request('request', 'vhost'),
    field.number('status', 'status', 'the code of the answer'),
    field.size('size', 'body_bytes_sent', 'bytes of the answer'),
    field.long('referer', 'http_referer', 'the page that led here, as the client says'),
    field.long('agent', 'http_user_agent', 'the program of the client, as it says'),
    field.size('request_length', 'request_length', 'bytes of the request'),
    field.seconds('duration', 'request_time', 'how long it took'),
    field.text('proxy_upstream_name', 'proxy_upstream_name', 'the service: namespace, name and port'),
    field.text(
      'proxy_alternative_upstream_name',
      'proxy_alternative_upstream_name',
      'the service of a canary',
    ),
    field.text('upstream_addr', 'upstream_addr', 'the servers that were asked'),
    field.sizeSum('upstream_response_length', 'upstream_response_length', 'bytes of their answers'),
    field.secondsSum('upstream_response_time', 'upstream_response_time', 'how long they took'),
    field.numbers('upstream_status', 'upstream_status', 'the codes of their answers'),
    field.text('req_id', 'req_id', 'the request'),
  ],
});
