import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Loaded before a server (`node --import`), whatever it is: answers its parent with what the process has used so far, and
 * how often the journal had the disk keep what was written
 * (each of its writes is a synced one, and nothing else writes in pieces).
 */
let syncs = 0;

const handle = await open(new URL(import.meta.url));
const prototype = Object.getPrototypeOf(handle);
await handle.close();
const { writev } = prototype;
prototype.writev = function (...args) {
  syncs++;
  return writev.apply(this, args);
};

/** Memory of its own, without the pages of files that the system can take back (as LMDB maps its own); Linux tells. */
const anonymous = () => {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return undefined;
  }
};

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ syncs, cpu: (user + system) / 1e6, rss, anonymous: anonymous() ?? rss, heapUsed, external });
});
// Being asked is no reason to stay.
process.channel.unref();
