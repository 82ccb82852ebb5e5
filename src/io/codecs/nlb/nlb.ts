import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { WordsCutter } from '../text-format/words-cutter.js';
import { UTC_CLOCK } from '../time/local-clock.js';
import { isoStamps } from '../time/local-stamps.js';

const SLOTS = [
  ...['type', 'version', 'time', 'elb', 'listener', 'client:port', 'destination:port', 'connection_time'],
  ...['tls_handshake_time', 'received_bytes', 'sent_bytes', 'incoming_tls_alert', 'chosen_cert_arn'],
  ...['chosen_cert_serial', 'tls_cipher', 'tls_protocol_version', 'tls_named_group', 'domain_name'],
  ...['alpn_fe_protocol', 'alpn_be_protocol', 'alpn_client_preference_list', 'tls_connection_creation_time'],
];
/** Those that every version has. */
const LEAST = SLOTS.indexOf('domain_name') + 1;
const [T, L, S] = [0x74, 0x6c, 0x73];

/**
 * Access logs of AWS Network Load Balancers, which log connections to listeners with TLS.
 *
 *     tls 2.0 2024-05-01T12:00:00 net/my-lb/c6e7 g3d4 192.0.2.7:51341 198.51.100.1:443 5 2 98 246 - arn:… - ECDHE-… tlsv12 - example.com h2 - "h2,http/1.1" …
 *
 * The rule is "Access log entries" in AWS's documentation of Network Load Balancers. The time is when the connection was over,
 * in UTC; both times are in milliseconds.
 */
export const nlb = textFormat({
  name: 'nlb',
  summary: 'Network load balancers of AWS: connections with TLS.',
  slots: SLOTS,
  cutter: () =>
    new WordsCutter({
      least: LEAST,
      problem: 'It does not begin with tls, or ends before the name of the domain.',
      fits: (bytes, { from, to }) => {
        const at = from[0] as number;
        return to[0] === at + 3 && bytes[at] === T && bytes[at + 1] === L && bytes[at + 2] === S;
      },
    }),
  time: { slot: 'time', read: () => isoStamps(UTC_CLOCK) },
  fields: [
    field.address('host', 'client_port', 'client:port', 'address of the client'),
    field.host('vhost', 'domain_name', 'the name that TLS was begun with'),
    field.size('size', 'sent_bytes', 'bytes to the client'),
    field.milliseconds('duration', 'connection_time', 'how long the connection was'),
    field.text('type', 'type', 'tls'),
    field.text('version', 'version', 'of the entry'),
    field.text('elb', 'elb', 'the load balancer'),
    field.text('listener', 'listener', 'its listener'),
    field.address('destination_ip', 'destination_port', 'destination:port', 'address that was connected to'),
    field.milliseconds('tls_handshake_time', 'tls_handshake_time', 'how long the handshake took'),
    field.size('received_bytes', 'received_bytes', 'bytes from the client'),
    field.text('incoming_tls_alert', 'incoming_tls_alert', 'what alert the client sent'),
    field.text('chosen_cert_arn', 'chosen_cert_arn', 'certificate that was shown'),
    field.text('tls_cipher', 'tls_cipher', 'cipher of the connection'),
    field.text('tls_protocol_version', 'tls_protocol_version', 'such as tlsv13'),
    field.text('tls_named_group', 'tls_named_group', 'such as x25519'),
    field.text('alpn_fe_protocol', 'alpn_fe_protocol', 'protocol with the client'),
    field.text('alpn_be_protocol', 'alpn_be_protocol', 'protocol with the target'),
    field.quoted('alpn_client_preference_list', 'alpn_client_preference_list', 'what the client would speak'),
    field.time(
      'tls_connection_creation_time',
      'tls_connection_creation_time',
      'when it began, in epoch milliseconds',
    ),
  ],
});
