import type { Situation } from './situations.js';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const LOGIN = 'Failed password for root from 192.0.2.1 port 22 ssh2';
const HEAD = 'Apr 29 10:00:01 web1 sshd[7]: ';
const LOGIN_ROW = {
  time: '2024-04-29T10:00:01.000Z',
  hostname: 'web1',
  program: 'sshd',
  pid: 7,
  outcome: 'failed',
  user: 'root',
  ip: '192.0.2.1',
  message: LOGIN,
};
const PACKET =
  'IN=eth0 OUT= MAC=00:11 SRC=192.0.2.7 DST=198.51.100.2 LEN=40 TTL=245 ID=1 PROTO=TCP SPT=9 DPT=22';
const PACKET_ROW = {
  time: '2024-04-29T10:00:01.000Z',
  hostname: 'fw1',
  prefix: undefined,
  src: '192.0.2.7',
  dpt: 22,
};
const RELAY = 'Apr 29 10:00:02 relay ';
const journal = (host: string, program: string, message: string): string =>
  JSON.stringify({
    ...{ __REALTIME_TIMESTAMP: '1714384801000000', _HOSTNAME: host, SYSLOG_IDENTIFIER: program, _PID: '7' },
    ...{ PRIORITY: '6', MESSAGE: message },
  });

/** What stands before the head of a line that another machine has passed on. */
const RELAYS: readonly (readonly [string, string])[] = [
  ['a machine', RELAY],
  ['a program', `${RELAY}forwarder[1]: `],
  ['two machines', `Apr 29 10:00:03 last ${RELAY}`],
  ['a machine with a time of its own zone', '2024-04-29T12:00:02+02:00 relay '],
  ['a program, with a priority within', `${RELAY}forwarder: <86>`],
];

const relayed = (name: string, before: string): readonly Situation[] => [
  {
    name: `auth, passed on by ${name}`,
    input: text(before + HEAD + LOGIN, before + HEAD + LOGIN),
    formats: ['auth'],
    rows: [LOGIN_ROW, LOGIN_ROW],
  },
  {
    name: `netfilter, passed on by ${name}`,
    input: text(`${before}Apr 29 10:00:01 fw1 kernel: [12.3] ${PACKET}`),
    formats: ['netfilter'],
    rows: [PACKET_ROW],
  },
];

/** The same where what is said around the message is all that says whose it is. */
const told = (
  name: string,
  wrap: (host: string, program: string, message: string) => string,
): readonly Situation[] => [
  {
    name: `auth, ${name}`,
    input: text(wrap('web1', 'sshd', LOGIN), wrap('web1', 'app', 'it began')),
    formats: ['auth'],
    rows: [LOGIN_ROW, { time: LOGIN_ROW.time, program: 'app', outcome: null, message: 'it began' }],
  },
  {
    name: `netfilter, ${name}`,
    input: text(wrap('fw1', 'kernel', PACKET)),
    formats: ['netfilter'],
    rows: [PACKET_ROW],
  },
];

const rfc5424 = (host: string, program: string, message: string): string =>
  `<86>1 2024-04-29T10:00:01Z ${host} ${program} 7 - - ${message}`;

/** Lines of a syslog that other machines, or the journal, have handed on. */
export const PASSED_ON: readonly Situation[] = [
  ...RELAYS.flatMap(([name, before]) => relayed(name, before)),
  ...told('in the journal', journal),
  ...told('as RFC 5424', rfc5424),
  ...told('as RFC 5424, passed on', (...of) => `${RELAY}forwarder: ${rfc5424(...of)}`),
  {
    name: 'auth: a message that begins with a time is no head',
    input: text(`${HEAD}${LOGIN}`, 'Apr 29 10:00:01 web1 app[7]: 2024-04-29T09:00:00Z level info: it began'),
    formats: ['auth'],
    rows: [
      LOGIN_ROW,
      { hostname: 'web1', program: 'app', message: '2024-04-29T09:00:00Z level info: it began' },
    ],
  },
  {
    name: 'requests, passed on by a machine',
    input: text(
      `${RELAY}${RELAY.replace('relay', 'web1')}nginx: 192.0.2.1 - - [29/Apr/2024:10:00:01 +0000] "GET / HTTP/1.1" 200 5`,
    ),
    formats: ['access-log'],
    rows: [{ host: '192.0.2.1', user: null, status: 200, log_host: 'web1', program: 'nginx' }],
  },
];
