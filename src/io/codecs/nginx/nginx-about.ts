import { ACCESS_LOG_ABOUT } from '../access-log/access-log-about.js';
import { about } from '../fields/about.js';
import type { FieldAbout } from '../fields/field-about.js';

const duration = (name: string, words: string): FieldAbout => about.duration(name, words, `$${name}`);

/** Of several servers that were asked nginx writes a list. */
const size = (name: string, words: string): FieldAbout => ({
  ...about.any(name, words, `$${name}`),
  unit: 'size',
});

/** The fields that variables of nginx are in rows, as far as they count something; all others are texts under their own names. */
export const NGINX_ABOUT: readonly FieldAbout[] = [
  ...ACCESS_LOG_ABOUT,
  duration('request_time', 'how long it took, where duration is another variable'),
  duration('connection_time', 'how long the connection has lasted'),
  duration('session_time', 'how long the session took'),
  duration('upstream_connect_time', 'until the server behind was connected'),
  duration('upstream_first_byte_time', 'until the first byte of the server behind'),
  duration('upstream_header_time', 'until the server behind had sent its header'),
  duration('upstream_queue_time', 'how long it waited for a server behind'),
  duration('upstream_response_time', 'how long the servers behind took, together'),
  duration('upstream_session_time', 'how long the session with the server behind took'),
  duration('tcpinfo_rtt', 'round trip to the client'),
  duration('tcpinfo_rttvar', 'how much the round trip varies'),
  size('body_bytes_sent', 'bytes of the body, where size is another variable'),
  size('bytes_sent', 'bytes of the answer, header included'),
  size('bytes_received', 'bytes that the client sent'),
  size('request_length', 'bytes of the request'),
  size('content_length', 'bytes of the body of the request'),
  size('upstream_response_length', 'bytes of what the server behind answered'),
  size('upstream_bytes_received', 'bytes from the server behind'),
  size('upstream_bytes_sent', 'bytes to the server behind'),
];

const BY_NAME: ReadonlyMap<string, FieldAbout> = new Map(NGINX_ABOUT.map((field) => [field.name, field]));

/** What is known of a field of nginx; of a second use of a variable its field ends in a number. */
export const nginxAbout = (name: string): FieldAbout | undefined =>
  BY_NAME.get(name) ?? BY_NAME.get(name.replace(/_\d+$/, ''));
