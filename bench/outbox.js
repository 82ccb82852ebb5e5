import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureInside } from './measure.js';
import { decimal, mebibytes, table, whole } from './table.js';

const OUTBOX_RUN = fileURLToPath(new URL('outbox/outbox-run.js', import.meta.url));
const WAITING = [1000, 1_000_000];
const KEPT = [0, 64];

/** What it costs a run that much waits for its sink, or that the sink holds much back. */
export const measureOutbox = async ({ directory, prefix, say }) => {
  mkdirSync(directory, { recursive: true });
  const scratch = mkdtempSync(join(directory, 'outbox-'));
  const task = (name, place, size) =>
    measureInside([...prefix, process.execPath, OUTBOX_RUN, name, join(scratch, place), String(size)]);
  try {
    const waiting = [];
    for (const size of WAITING) {
      const place = `waiting-${size}`;
      say(`outbox: ${whole(size)} deliveries wait`);
      await task('fill', place, size);
      const start = await task('start', place, size);
      say(`outbox: ${whole(size)} deliveries are told`);
      const drain = await task('drain', place, size);
      waiting.push([
        whole(size),
        whole(start.ms),
        whole(start.cpu),
        mebibytes(start.rss),
        whole((size / drain.cpu) * 1000),
        mebibytes(drain.rss),
      ]);
    }
    console.log('\nA run with deliveries that wait for its sink, from opening the state on:');
    console.log(
      table(
        ['deliveries', 'first write ms', 'CPU ms', 'memory while down', 'told/CPU s', 'memory while told'],
        waiting,
      ),
    );
    const kept = [];
    for (const size of KEPT) {
      say(`outbox: a sink holds ${size} MiB back`);
      const { bytes, ms } = await task('kept', `kept-${size}`, size);
      kept.push([`${size} MiB`, whole(bytes), decimal(ms)]);
    }
    console.log('\nA commit of a run whose sink holds this back, when 1 KiB comes (medians of 51):');
    console.log(table(['held back', 'bytes written', 'ms'], kept));
  } finally {
    rmSync(scratch, { recursive: true });
  }
};
