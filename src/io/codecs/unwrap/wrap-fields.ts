import type { FieldAbout } from '../fields/field-about.js';

/** What a wrapping can say, as fields of the rows within. None is a name that a request or an output has. */
export const WRAP_FIELDS: readonly (FieldAbout & { readonly name: WrapField })[] = [
  { name: 'pod', type: 'text', about: 'the pod, of `kubectl logs --prefix`' },
  { name: 'container', type: 'text', about: 'the container, of `kubectl logs --prefix` and docker compose' },
  { name: 'log_stream', type: 'text', original: 'stream', about: 'stdout or stderr, of CRI and Docker' },
  { name: 'log_host', type: 'text', about: 'the machine that wrote the line, of syslog and the journal' },
  { name: 'program', type: 'text', about: 'the program that wrote the line, of syslog and the journal' },
  { name: 'pid', type: 'any', about: 'its process, a number; a dyno of Heroku as it is called' },
  { name: 'severity', type: 'text', about: 'emerg, alert, crit, err, warning, notice, info or debug' },
  { name: 'facility', type: 'text', about: 'kern, user, daemon, auth, local0 and so on' },
  { name: 'service', type: 'text', about: 'the service of docker compose: its container without the number' },
  { name: 'unit', type: 'text', about: 'the unit of systemd, of the journal as JSON' },
];

export type WrapField =
  | 'pod'
  | 'container'
  | 'log_stream'
  | 'log_host'
  | 'program'
  | 'pid'
  | 'severity'
  | 'facility'
  | 'service'
  | 'unit';

const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5'],
  ...['local6', 'local7'],
];

export const severityOf = (level: number): string | undefined => SEVERITIES[level];
export const facilityOf = (number: number): string | undefined => FACILITIES[number];
