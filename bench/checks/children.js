import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerOf, ask } from '../ask.js';

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** CPU seconds and peak memory so far of a process; and what of its memory now is its own, and what are pages of files. */
export const used = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  return {
    cpu: (Number(stat[11]) + Number(stat[12])) / TICKS,
    peak: bytes('VmHWM'),
    own: bytes('RssAnon'),
    // Those of a directory in memory are counted apart.
    files: bytes('RssFile') + bytes('RssShmem'),
  };
};

/** A process of this directory. It ends when it is let go. */
export const startChild = (name) => {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  return {
    child,
    /** What it says first, without being asked. */
    ready: () => answerOf(child),
    ask: (task = {}) => ask(child, task),
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
};
