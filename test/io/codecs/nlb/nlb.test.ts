import { expect, test } from 'vitest';
import { nlb } from '../../../../src/io/codecs/nlb/nlb.js';
import { rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [TLS = '', OLD = ''] = TEXT_SAMPLES.nlb.rows;

test('a connection of a network load balancer has its ends, its times and how TLS was spoken', () => {
  expect(rowOf(nlb.codec({ time: { zone: 'Europe/Paris' } }), TLS)).toStrictEqual({
    time: Date.parse('2024-05-01T12:00:00Z'),
    host: '192.0.2.7',
    client_port: 51341,
    vhost: 'www.example.com',
    size: 246,
    duration: 5,
    type: 'tls',
    version: '2.0',
    elb: 'net/my-lb/c6e77e28c25b2234',
    listener: 'g3d4b5e8bb8464cd',
    destination_ip: '198.51.100.1',
    destination_port: 443,
    tls_handshake_time: 2,
    received_bytes: 98,
    incoming_tls_alert: null,
    chosen_cert_arn: 'arn:aws:acm:us-east-2:1:certificate/2a',
    tls_cipher: 'ECDHE-RSA-AES128-SHA',
    tls_protocol_version: 'tlsv12',
    tls_named_group: null,
    alpn_fe_protocol: 'h2',
    alpn_be_protocol: 'h2',
    alpn_client_preference_list: '"h2","http/1.1"',
    tls_connection_creation_time: Date.parse('2024-05-01T11:59:55Z'),
  });
  expect(rowOf(nlb.codec(), OLD)).toMatchObject({
    host: '2001:db8::7',
    tls_handshake_time: null,
    vhost: null,
  });
});
