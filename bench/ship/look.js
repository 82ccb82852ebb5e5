// What looks at a directory in which many files wait cost: in a process of its own. Arguments: the directory.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const { directory } = await import(new URL('io/sources/directory.js', dist).href);
const { walkDirectory } = await import(new URL('io/sources/directory/walk-directory.js', dist).href);

const [place] = process.argv.slice(2);
const stop = new AbortController();
const HOUR = 3_600_000;
const collected = async () => {
  for (let n = 0; n < 3; n++) {
    globalThis.gc();
    await turn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: heapUsed + external, rss };
};

const before = await collected();
let [walking, walked] = [false, false];
const walk = async (...asked) => {
  walking = true;
  const seen = await walkDirectory(...asked);
  [walking, walked] = [false, true];
  return seen;
};
// One look after the other: all the time between them is over at once.
let now = Date.now();
const clock = {
  now: () => now,
  sleep: async (milliseconds, signal) => {
    if (signal.aborted) return;
    if (walking || !Number.isFinite(milliseconds))
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    else {
      await turn();
      now += milliseconds;
    }
  },
};
const run = directory({ directory: place, settle: HOUR, clock, walk }).read({
  position: undefined,
  remembered: new Map(),
  stop: stop.signal,
  abandon: stop.signal,
  view: { view: () => undefined },
});
const LOOKS = 4;
const looks = [];
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let [cpu, at] = [process.cpuUsage(), performance.now()];
let waiting = 0;
// As a pipeline does: nothing of a chunk is kept.
const chunks = run[Symbol.asyncIterator]();
while (looks.length < LOOKS) {
  const { value } = await chunks.next();
  for (const row of value.rows) if (row.kind === 'files') waiting = row.waiting;
  if (!walked) continue;
  walked = false;
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - at) / 1000;
  looks.push({ cpu: (user + system) / 1e6, wall, blocked: delay.max / 1e6 });
  delay.reset();
  [cpu, at] = [process.cpuUsage(), performance.now()];
}
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
const after = await collected();
process.stdout.write(
  JSON.stringify({ waiting, looks, kept: after.used - before.used, peak: peak - before.rss }),
);
stop.abort();
await chunks.return();
process.exit();
