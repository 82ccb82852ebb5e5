import { type Random, random } from '../../../io/random.js';
import { arrivals, type Traffic } from './arrivals.js';
import { hosts } from './hosts.js';
import { pick, zipf } from './pick.js';
import { AGENTS, REFERERS, STATUSES, TARGETS, USERS } from './vocabulary.js';

export interface AccessLogLine {
  /** When the request arrives: whole epoch milliseconds; the line shows the second it is in. */
  readonly time: number;
  /** One line in the combined format, ASCII, without its newline. */
  readonly line: string;
}

const HOSTS = 1000;

/** Mostly small, now and then large; nothing is sent with a 304, which Apache writes as `-`. */
const size = (status: string, draw: Random): string => {
  if (status === '304') return '-';
  const spread = draw();
  return String(status === '200' ? 120 + (spread & 0xfff) * ((spread >>> 12) & 0xf) : 150 + (spread & 0xff));
};

/** What a request of the made-up site is written as, for any time. */
const lineWriter = (seed: number): ((time: number) => string) => {
  const draw = random(seed);
  const host = pick(zipf(hosts(HOSTS, draw)), draw);
  const user = pick(USERS, draw);
  const target = pick(TARGETS, draw);
  const status = pick(STATUSES, draw);
  const referer = pick(REFERERS, draw);
  const agent = pick(AGENTS, draw);
  let second = Number.NaN;
  let stamp = '';
  return (time) => {
    if (Math.floor(time / 1000) !== second) {
      second = Math.floor(time / 1000);
      stamp = logTime(time);
    }
    const { method, path, ids, rest } = target();
    const id = ids === 0 ? '' : 1 + (draw() % ids);
    const code = status();
    return `${host()} - ${user()} [${stamp}] "${method} ${path}${id}${rest} HTTP/1.1" ${code} ${size(code, draw)} "${referer()}" "${agent()}"`;
  };
};

/**
 * A made-up access log: about 170 bytes a line, a dozen sections, hosts by Zipf's law, in the order of time.
 * The same traffic gives the same lines on every machine.
 */
export function* accessLogLines(traffic: Traffic): Generator<AccessLogLine> {
  const write = lineWriter(traffic.seed);
  for (const time of arrivals(traffic)) yield { time, line: write(time) };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (number: number): string => String(number).padStart(2, '0');

/** Epoch milliseconds as access logs write them, in UTC: `09/May/2018:16:00:39 +0000`. */
export const logTime = (time: number): string => {
  const date = new Date(time);
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
};
