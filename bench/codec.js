// How fast the access-log codec decodes, in lines per second and against mawk on the same bytes in the same run.
// After `npm run build`: node bench/codec.js
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessLog } from '../dist/io/codecs/access-log/access-log.js';

const LINES = 500_000;
const CHUNK_BYTES = 256 * 1024;
const ROUNDS = 5;
const MAWK = `{ time = substr($4, 2); split($7, p, "/"); hits["/" p[2]]++; status[$9]++; size += $10 } END { print NR, size }`;

const bytes = combinedLines(LINES);
const chunks = cut(bytes, CHUNK_BYTES);
const directory = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
try {
  const file = join(directory, 'access.log');
  writeFileSync(file, bytes);
  report(file);
} finally {
  rmSync(directory, { recursive: true });
}

function report(file) {
  console.log(`${LINES} combined lines of ${(bytes.length / LINES).toFixed(0)} bytes, best of ${ROUNDS}`);
  const mawk = best(() => countWithMawk(file));
  print('mawk: section, status, size', mawk, mawk);
  const subsets = { 'time, section, status, size': ['time', 'section', 'status', 'size'], all: 'all' };
  for (const [name, fields] of Object.entries(subsets))
    print(
      name,
      best(() => decode(fields)),
      mawk,
    );
}

function print(name, seconds, mawk) {
  const rate = Math.round(LINES / seconds).toLocaleString('en');
  console.log(`${name.padEnd(30)} ${rate.padStart(10)} lines/s   ${(mawk / seconds).toFixed(2)} × mawk`);
}

function best(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const lines = run();
    least = Math.min(least, (performance.now() - start) / 1000);
    if (lines !== LINES) throw new Error(`${lines} lines instead of ${LINES}.`);
  }
  return least;
}

function decode(fields) {
  const decoder = accessLog().decoder(fields);
  let rows = 0;
  for (const chunk of chunks) rows += decoder.decode(chunk).rows.length;
  return rows + decoder.end().rows.length;
}

function countWithMawk(file) {
  const { stdout, error } = spawnSync('mawk', [MAWK, file], { encoding: 'utf8' });
  if (error) throw error;
  return Number(stdout.split(' ')[0]);
}

function combinedLines(count) {
  const random = generator(1);
  const pick = (list) => list[Math.floor(random() * random() * list.length)];
  const hosts = list(5000, (i) => `${10 + (i % 180)}.${i % 251}.${(i * 7) % 253}.${i % 255}`);
  const paths = list(3000, (i) => `/section-${i % 40}/page-${i}.html${i % 3 ? '' : `?id=${i}`}`);
  const agents = list(200, (i) => `Mozilla/5.0 (X11; Linux; rv:${i}.0) Gecko/20100101 Firefox/${i}.0`);
  const lines = list(count, (i) => {
    const stamp = new Date(1_526_000_000_000 + i * 2).toUTCString();
    const [, day, month, year, time] = stamp.split(' ');
    const request = `${i % 9 ? 'GET' : 'POST'} ${pick(paths)} HTTP/1.1`;
    const size = Math.floor(random() * 50_000);
    const user = i % 5 ? '-' : `user${i % 100}`;
    return `${pick(hosts)} - ${user} [${day}/${month}/${year}:${time} +0000] "${request}" ${i % 20 ? 200 : 404} ${size} "-" "${pick(agents)}"\n`;
  });
  return Buffer.from(lines.join(''));
}

function list(length, make) {
  return Array.from({ length }, (_, i) => make(i));
}

function cut(buffer, size) {
  return list(Math.ceil(buffer.length / size), (i) => buffer.subarray(i * size, (i + 1) * size));
}

/** Numbers in [0, 1), the same in every run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
