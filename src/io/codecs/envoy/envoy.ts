import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { isoStamps } from '../time/local-stamps.js';
import { ENVOY_SLOTS, EnvoyCutter } from './envoy-cutter.js';

/**
 * The access log of Envoy in the text that is its default, and in Istio's, which is longer.
 *
 *     [2024-05-01T12:00:00.000Z] "GET /x HTTP/1.1" 200 - 0 612 12 11 "192.0.2.1" "curl/8.5" "cc21…" "example.com" "10.0.0.5:80"
 *
 * The rule is "Default format string" in Envoy's documentation of access logging, and "Default access log format" in Istio's.
 * Names are those that Istio gives in JSON. Envoy stamps a line with the time at which the request began and writes it when it
 * is over: so the time of a row is that and `duration`, unless `time.stamp` is `end`. `host` is the first address that was
 * forwarded; without one the address of whoever connected, which only Istio writes.
 */
export const envoy = textFormat({
  name: 'envoy',
  summary: "Envoy's default text, and Istio's.",
  slots: ENVOY_SLOTS,
  cutter: () => new EnvoyCutter(),
  time: { slot: 'start_time', read: isoStamps, took: 'duration' },
  requests: true,
  hasOthers: true,
  // Of Envoy itself, and of the agent that runs it for Istio.
  messages:
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\]\[\d+\]\[|^\d{4}-\d\d-\d\dT\S+\t(?:debug|info|warn|error)\t/,
  fields: [
    field.host('host', 'client', 'address of the client'),
    field.request('request'),
    field.number('status', 'response_code', 'the code of the answer; 0 where there was none'),
    field.size('size', 'bytes_sent', 'bytes of the answer'),
    field.milliseconds('duration', 'duration', 'how long it took'),
    field.long('agent', 'user_agent', 'the program of the client, as it says'),
    field.host('vhost', 'authority', 'the site that was asked for'),
    field.text('response_flags', 'response_flags', 'what went wrong, such as UH or DC'),
    field.text('response_code_details', 'response_code_details', 'of Istio: where the code comes from'),
    field.text(
      'connection_termination_details',
      'connection_termination_details',
      'of Istio: why the connection was ended',
    ),
    field.long(
      'upstream_transport_failure_reason',
      'upstream_transport_failure_reason',
      'of Istio: why there was no connection',
    ),
    field.size('bytes_received', 'bytes_received', 'bytes of the request'),
    field.milliseconds('upstream_service_time', 'upstream_service_time', 'how long the service took'),
    field.text('x_forwarded_for', 'x_forwarded_for', 'the addresses that were forwarded'),
    field.unique('request_id', 'request_id', 'the request'),
    field.host('upstream_host', 'upstream_host', 'address of the server that was asked'),
    field.text('upstream_cluster', 'upstream_cluster', 'of Istio: the cluster that was asked'),
    field.text('upstream_local_address', 'upstream_local_address', 'of Istio: our side of that connection'),
    field.text('downstream_local_address', 'downstream_local_address', 'of Istio: our side, to the client'),
    field.text('downstream_remote_address', 'downstream_remote_address', 'of Istio: whoever connected'),
    field.host(
      'requested_server_name',
      'requested_server_name',
      'of Istio: the name that TLS was begun with',
    ),
    field.text('route_name', 'route_name', 'of Istio: the route that matched'),
  ],
});
