// How fast `regex` reads lines, against a bare loop with the same RegExp over the same bytes in the same run.
// After `npm run build`: node bench/patterns.js
import { fileURLToPath } from 'node:url';
import { turnOnLinearEngine } from '../dist/host/turn-on-linear-engine.js';
import { regex } from '../dist/io/codecs/regex/regex.js';
import { timeReader } from '../dist/io/codecs/time/time-format.js';
import { offerLinearEngine } from '../dist/io/patterns/linear-engine.js';
import { decimal, table, whole } from './table.js';

const LINES = 100_000;
const CHUNK_BYTES = 256 * 1024;
const ROUNDS = 7;

const isoAt = (i) => new Date(Date.UTC(2026, 4, 9) + i * 10).toISOString();
const clfAt = (i) =>
  `10/Oct/2026:13:${String((i / 6000) | 0).padStart(2, '0')}:${String(((i / 100) | 0) % 60).padStart(2, '0')} +0000`;
const LEVELS = ['INFO', 'Warning', 'error', 'debug'];

/** \`bare\` is what somebody would write for Node by hand; it means the same. */
const PATTERNS = [
  {
    name: 'access line',
    pattern: String.raw`^(?<host>\S+) \S+ (?<user>\S+) \[(?<time>[^\]]+)\] "(?<method>\S+) (?<path>\S+)[^"]*" (?<status>\d{3}) (?<size>\d+|-)`,
    bare: /^(\S+) \S+ (\S+) \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)/,
    fields: ['host', 'path', 'status'],
    take: (found, time) => ({ time, host: found[1], path: found[5], status: found[6] }),
    at: 3,
    line: (i) =>
      `192.0.2.${i % 250} - user${i % 90} [${clfAt(i)}] "GET /api/items/${i % 1000}?page=${i % 7} HTTP/1.1" 200 ${i % 9000}`,
  },
  {
    name: 'application line',
    pattern: String.raw`^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) +(?<level>[A-Za-z]+) +\[(?<thread>[^\]]+)\] (?<logger>[\w.]+): (?<message>.*)$`,
    bare: /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) +([A-Za-z]+) +\[([^\]]+)\] ([\w.]+): (.*)$/,
    fields: ['level', 'logger'],
    take: (found, time) => ({ time, level: found[2], logger: found[4] }),
    at: 1,
    line: (i) =>
      `${isoAt(i)}  ${LEVELS[i % 4]} [worker-${i % 16}] com.example.shop.Order: order ${i} of customer ${i % 700} was sent in ${i % 90} ms`,
  },
  {
    name: 'any case, (?i)',
    pattern: String.raw`(?i)^(?<time>\S+) .*\b(?<level>error|warning|info|debug)\b.* took (?<ms>\d+) ?ms`,
    bare: /^(\S+) .*\b(error|warning|info|debug)\b.* took (\d+) ?ms/i,
    fields: ['level', 'ms'],
    take: (found, time) => ({ time, level: found[2], ms: found[3] }),
    at: 1,
    line: (i) => `${isoAt(i)} host-${i % 20} ${LEVELS[i % 4]} request ${i} to /checkout took ${i % 900} MS`,
  },
];

/** Prints what the decoder does, and how many times what the bare loop does: CPU, the best of some rounds in turn. */
export const comparePatterns = () => {
  offerLinearEngine(turnOnLinearEngine);
  const rows = PATTERNS.map((each) => {
    const bytes = Buffer.from(Array.from({ length: LINES }, (_, i) => `${each.line(i)}\n`).join(''));
    const ways = {
      decoder: () => decode(each, bytes),
      bare: () => bareLoop(each, bytes),
    };
    const best = { decoder: Infinity, bare: Infinity };
    for (let round = 0; round < ROUNDS; round++)
      for (const [way, run] of Object.entries(ways)) best[way] = Math.min(best[way], cpuOf(run));
    return [
      each.name,
      whole(LINES / best.decoder),
      whole(LINES / best.bare),
      decimal(best.bare / best.decoder),
    ];
  });
  console.log(
    `\nLines read by a pattern of a user; CPU, the best of ${ROUNDS}, Node ${process.versions.node}`,
  );
  console.log(table(['pattern', 'lines/CPU s', 'bare loop', '× bare loop'], rows));
};

const cpuOf = (run) => {
  const before = process.cpuUsage();
  const count = run();
  const { user, system } = process.cpuUsage(before);
  if (count !== LINES) throw new Error(`${count} rows instead of ${LINES}.`);
  return (user + system) / 1e6;
};

const decode = ({ pattern, fields }, bytes) => {
  const decoder = regex(pattern).decoder(fields);
  let rows = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    rows += decoder.decode(bytes.subarray(at, at + CHUNK_BYTES)).rows.length;
  return rows + decoder.end().rows.length;
};

/** Lines of text, a regular expression, the time as we read it, and an object of what was found. */
const bareLoop = ({ bare, take, at: timeGroup }, bytes) => {
  const readTime = timeReader();
  let rest = '';
  let count = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const lines = (rest + bytes.toString('utf8', at, at + CHUNK_BYTES)).split('\n');
    rest = lines.pop();
    const rows = [];
    for (const line of lines) {
      const found = bare.exec(line);
      if (found !== null) rows.push(take(found, readTime(found[timeGroup])));
    }
    count += rows.length;
  }
  return count;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) comparePatterns();
