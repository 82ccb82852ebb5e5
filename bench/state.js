import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureInside } from './measure.js';
import { decimal, mebibytes, table, whole } from './table.js';

const COMMITS = fileURLToPath(new URL('state/commits.js', import.meta.url));
const WAITING = 1_000_000;

/** What is there before a small commit: a task of `state/commits.js` and its size, and how it is called. */
const CASES = [
  ['10 keys remembered', 'remembered', 10],
  ['100,000 keys remembered', 'remembered', 100_000],
  ['nothing kept, 1 KiB comes', 'kept', 0],
  ['64 MiB kept, 1 KiB comes', 'kept', 64],
  ['10 deliveries wait, one comes and one goes', 'waiting', 10],
  [`${whole(WAITING)} wait, one comes and one goes`, 'waiting', WAITING],
];

/** What a small commit costs with little and with much in the state, and what a start costs. */
export const measureState = async ({ directory, prefix, say }) => {
  mkdirSync(directory, { recursive: true });
  const scratch = mkdtempSync(join(directory, 'state-'));
  const run = (task, name, size) =>
    measureInside([...prefix, process.execPath, COMMITS, task, join(scratch, name), String(size)]);
  try {
    const rows = [];
    for (const [what, task, size] of CASES) {
      say(`commits: ${what}`);
      const { bytes, ms, cpu } = await run(task, `${task}-${size}`, size);
      rows.push([what, whole(bytes), decimal(ms), decimal(cpu)]);
    }
    console.log('\nA commit that changes one thing, by what is there (medians of 51):');
    console.log(table(['', 'bytes written', 'ms', 'CPU ms'], rows));
    say(`start: ${whole(WAITING)} deliveries wait`);
    const { ms, cpu, rss } = await run('start', `waiting-${WAITING}`, WAITING);
    console.log(
      `\nStart with ${whole(WAITING)} deliveries that wait: ${whole(ms)} ms (CPU ${whole(cpu)} ms), ${mebibytes(rss)} more memory at most.`,
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
};
