import type { RequestRow } from './request-row.js';

/** One way to write down the same requests, and what a config says to read it. */
export interface Writer {
  readonly name: string;
  /** `format`, as YAML within braces. */
  readonly format: string;
  readonly header?: string;
  line(row: RequestRow): string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const isoOf = ({ time }: RequestRow): string => new Date(time).toISOString().replace('.000', '');

const clfOf = ({ time }: RequestRow): string => {
  const [year, month, day, clock] = new Date(time).toISOString().split(/[-T.]/);
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`;
};

/** Without rounding: as nginx writes it, only finer. */
const secondsOf = ({ microseconds }: RequestRow): string =>
  `${Math.floor(microseconds / 1e6)}.${String(microseconds % 1e6).padStart(6, '0')}`;

const millisecondsOf = ({ microseconds }: RequestRow): number => microseconds / 1000;

const requestOf = ({ method, path }: RequestRow): string => `${method} ${path} HTTP/1.1`;

const valuesOf = (row: RequestRow) => ({
  time: isoOf(row),
  host: row.host,
  method: row.method,
  path: row.path,
  section: row.section,
  status: row.status,
  size: row.size,
  duration: millisecondsOf(row),
});

const textsOf = (row: RequestRow): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(valuesOf(row)).map(([name, value]) => [name, String(value)]));

export const WRITERS: readonly Writer[] = [
  {
    name: 'an access log',
    format: 'access-log',
    line: (row) =>
      `${row.host} - - [${clfOf(row)}] "${requestOf(row)}" ${row.status} ${row.size} "-" "curl/8" ${secondsOf(row)}`,
  },
  {
    name: 'an access log of Traefik’s kind, with ms',
    format: 'access-log',
    line: (row) =>
      `${row.host} - - [${clfOf(row)}] "${requestOf(row)}" ${row.status} ${row.size} "-" "-" 7 "web@docker" "-" ${millisecondsOf(row)}ms`,
  },
  {
    name: 'an access log with microseconds (%D)',
    format: '{ access-log: { duration: us } }',
    line: (row) =>
      `${row.host} - - [${clfOf(row)}] "${requestOf(row)}" ${row.status} ${row.size} "-" "curl/8" ${row.microseconds}`,
  },
  {
    name: 'an nginx format',
    format: `{ nginx: '[$time_local] $remote_addr "$request" $status $body_bytes_sent rt=$request_time' }`,
    line: (row) =>
      `[${clfOf(row)}] ${row.host} "${requestOf(row)}" ${row.status} ${row.size} rt=${secondsOf(row)}`,
  },
  { name: 'JSON with numbers', format: 'jsonl', line: (row) => JSON.stringify(valuesOf(row)) },
  { name: 'JSON with texts', format: 'jsonl', line: (row) => JSON.stringify(textsOf(row)) },
  {
    name: 'JSON with texts that have units',
    format: 'jsonl',
    line: (row) =>
      JSON.stringify({
        ...textsOf(row),
        size: row.size.toLocaleString('en-US'),
        duration: `${secondsOf(row)}s`,
      }),
  },
  {
    name: 'JSON that lies deeper',
    format:
      '{ json: { host: client.ip, method: http.method, path: http.path, section: http.section, status: http.status, size: http.bytes, duration: took } }',
    line: (row) => {
      const { time, host, method, path, section, status, size, duration } = valuesOf(row);
      return JSON.stringify({
        time,
        client: { ip: host },
        http: { method, path, section, status, bytes: size },
        took: duration,
      });
    },
  },
  {
    name: 'CSV',
    format: 'csv',
    header: 'time,host,method,path,section,status,size,duration',
    line: (row) => Object.values(textsOf(row)).join(','),
  },
  {
    name: 'quoted CSV with semicolons, other columns between them',
    format: 'csv',
    header: 'size;"x, y";duration;status;section;path;method;host;time',
    line: (row) => {
      const { time, host, method, path, section, status, size, duration } = textsOf(row);
      return [size, '"a;b"', duration, status, section, path, method, host, time]
        .map((text) => (text?.startsWith('"') === true ? text : `"${text}"`))
        .join(';');
    },
  },
  {
    name: 'logfmt',
    format: 'logfmt',
    line: (row) =>
      Object.entries(textsOf(row))
        .map(([name, text]) => `${name}=${text}`)
        .join(' '),
  },
  {
    name: 'logfmt with quotes and units, as Go writes it',
    format: 'logfmt',
    line: (row) => {
      const { duration, ...texts } = textsOf(row);
      const pairs = Object.entries(texts).map(([name, text]) => `${name}="${text}"`);
      return `level=info ${pairs.join(' ')} duration=${duration}ms`;
    },
  },
  {
    name: 'a pattern',
    format: String.raw`{ regex: '^(?<time>\S+) (?<host>\S+) (?<method>[A-Z]+) (?<path>(?<section>/[^/ ]*)\S*) (?<status>\d+) (?<size>\d+) (?<duration>\S+)$' }`,
    line: (row) => {
      const { time, host, method, path, status, size, duration } = textsOf(row);
      return [time, host, method, path, status, size, duration].join(' ');
    },
  },
  {
    name: 'W3C of IIS, with milliseconds',
    format: '{ w3c: { duration: ms } }',
    header: '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken',
    line: (row) => {
      const [date, clock] = isoOf(row).slice(0, -1).split('T');
      return `${date} ${clock} ${row.host} ${row.method} ${row.path} ${row.status} ${row.size} ${millisecondsOf(row)}`;
    },
  },
];
