// How fast each format of text is decoded, against a bare loop that takes the same fields from the same bytes in the same run.
// After `npm run build`: node bench/decoders.js [FORMAT…]
import { fileURLToPath } from 'node:url';
import { TEXT_FORMATS } from '../dist/io/codecs/text-formats.js';
import { BARE } from './decoders/bare.js';
import { decimal, table, whole } from './table.js';

const LINES = 200_000;
const CHUNK_BYTES = 256 * 1024;
const ROUNDS = 5;

/** Prints what each decoder does, and how many times what the bare loop does: CPU, the best of some rounds in turn. */
export const compareDecoders = (only = []) => {
  const names = Object.keys(BARE).filter((name) => only.length === 0 || only.includes(name));
  const rows = names.map((name) => {
    const { codec } = TEXT_FORMATS.find((format) => format.name === name);
    const bytes = Buffer.from(Array.from({ length: LINES }, (_, i) => `${BARE[name].line(i)}\n`).join(''));
    const ways = {
      decoder: () => decode(codec({ year: 2024 }), BARE[name].fields, bytes),
      all: () => decode(codec({ year: 2024 }), 'all', bytes),
      bare: () => bareLoop(BARE[name], bytes),
    };
    const best = { decoder: Infinity, all: Infinity, bare: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [way, run] of Object.entries(ways)) best[way] = Math.min(best[way], cpuOf(run));
    }
    return [
      name,
      whole(LINES / best.decoder),
      whole(LINES / best.bare),
      decimal(best.bare / best.decoder),
      whole(LINES / best.all),
    ];
  });
  console.log(table(['format', 'lines/CPU s', 'bare loop', '× bare loop', 'with all fields'], rows));
};

const cpuOf = (run) => {
  const before = process.cpuUsage();
  const count = run();
  const { user, system } = process.cpuUsage(before);
  if (count !== LINES) throw new Error(`${count} rows instead of ${LINES}.`);
  return (user + system) / 1e6;
};

const decode = (codec, fields, bytes) => {
  const decoder = codec.decoder(fields);
  let rows = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    rows += decoder.decode(bytes.subarray(at, at + CHUNK_BYTES)).rows.length;
  }
  return rows + decoder.end().rows.length;
};

/** Lines of text, a regular expression, and an object of what it found. */
const bareLoop = ({ pattern, take }, bytes) => {
  let rest = '';
  let count = 0;
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const lines = (rest + bytes.toString('latin1', at, at + CHUNK_BYTES)).split('\n');
    rest = lines.pop();
    const rows = [];
    for (const line of lines) {
      const found = pattern.exec(line);
      if (found !== null) rows.push(take(found));
    }
    count += rows.length;
  }
  return count;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) compareDecoders(process.argv.slice(2));
