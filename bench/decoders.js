// How fast each format is decoded, against a bare loop that takes the same fields from the same bytes in the same run.
// After `npm run build`: node bench/decoders.js [FORMAT…]
import { fileURLToPath } from 'node:url';
import { FORMATS } from '../dist/io/codecs/formats.js';
import { BARE } from './decoders/bare.js';
import { BY_AUTO, GENERAL } from './decoders/general.js';
import { decimal, table, whole } from './table.js';

const LINES = 200_000;
const CHUNK_BYTES = 256 * 1024;
const ROUNDS = 5;

/** Prints what each decoder does, and how many times what the bare loop does: CPU, the best of some rounds in turn. */
export const compareDecoders = (only = []) => {
  const all = { ...GENERAL, ...BARE, ...BY_AUTO };
  const missing = FORMATS.filter(({ name }) => !Object.hasOwn(all, name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`No bare loop for ${missing.join(', ')}.`);
  const names = Object.keys(all).filter((name) => only.length === 0 || only.includes(name));
  const rows = names.map((name) => {
    const bare = all[name];
    const codec = bare.codec ?? FORMATS.find((format) => format.name === name).codec;
    const lines = Array.from({ length: LINES }, (_, i) => `${bare.line(i)}\n`);
    const bytes = Buffer.from((bare.head ?? '') + lines.join(''));
    const ways = {
      decoder: () => decode(codec({ year: 2024 }), bare.fields, bytes),
      all: () => decode(codec({ year: 2024 }), 'all', bytes),
      bare: () => bareLoop(bare, bytes),
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

/** Lines of text, what was found in each (by a regular expression, where nothing shorter does), and an object of that. */
const bareLoop = ({ head = '', begins, pattern, parse = (line) => pattern.exec(line), take }, bytes) => {
  let rest = '';
  let count = 0;
  for (let at = head.length; at < bytes.length; at += CHUNK_BYTES) {
    const text = rest + bytes.toString('latin1', at, at + CHUNK_BYTES);
    const lines = begins === undefined ? text.split('\n') : records(text, begins);
    rest = lines.pop();
    count += rowsOf(lines, parse, take).length;
  }
  return count + (begins === undefined ? 0 : rowsOf([rest], parse, take).length);
};

const records = (text, begins) => {
  const [first, ...others] = text.split(`\n${begins}`);
  return [first, ...others.map((other) => begins + other)];
};

const rowsOf = (lines, parse, take) => {
  const rows = [];
  for (const line of lines) {
    const found = parse(line);
    if (found !== null) rows.push(take(found));
  }
  return rows;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) compareDecoders(process.argv.slice(2));
