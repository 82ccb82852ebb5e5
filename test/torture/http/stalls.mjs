import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * Loaded before a server (`node --import`), whatever it is: notes into the file TIDEMARK_STALLS how long its event loop was held
 * at once, a line for each time that was long: when (epoch milliseconds), for how long, and how much of that it has worked. The
 * rest is what others on the machine took from it, which is no fault of its own. Linux tells that for each thread.
 */
const LOOK = 2;
const LONG = 15;

const notes = openSync(process.env.TIDEMARK_STALLS, 'a');
const schedule = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
const bytes = Buffer.alloc(128);

/** Milliseconds for which the main thread has worked so far. */
const worked = () => {
  const length = readSync(schedule, bytes, 0, bytes.length, 0);
  return Number(bytes.latin1Slice(0, length).split(' ')[0]) / 1e6;
};

let before = performance.now();
let workedBefore = worked();
setInterval(() => {
  const now = performance.now();
  const workedNow = worked();
  const held = now - before - LOOK;
  if (held > LONG) {
    writeSync(notes, `${Date.now()} ${held.toFixed(1)} ${(workedNow - workedBefore).toFixed(1)}\n`);
  }
  before = now;
  workedBefore = workedNow;
}, LOOK).unref();
process.on('exit', () => closeSync(notes));
