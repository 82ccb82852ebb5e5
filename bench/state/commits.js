import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/**
 * Fills a state directory and then makes small commits to it, or opens it: `node commits.js TASK DIR SIZE`. Prints what
 * one commit has written and taken (the medians), or what the start has taken, as JSON.
 */
const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const { diskStore } = await import(new URL('io/state/lmdb/disk-store.js', dist));

const COMMITS = 51;
const AT_ONCE = 10_000;
const PIECE = 2 ** 20;
const KEY = { pipeline: 'bench' };

const [task, directory, size] = [process.argv[2], process.argv[3], Number(process.argv[4])];

let ids = 0;
const commitOf = (changes) => ({
  id: `commit ${ids++}`,
  position: { offset: ids },
  remembered: new Map(),
  states: { balance: { rows: ids } },
  keyed: {},
  sinks: {},
  kept: {},
  outbox: { added: [], done: [] },
  ...changes,
});

const entryOf = (number) => {
  const body = JSON.stringify({
    time: number,
    state: 'firing',
    key: `host ${number}`,
    message: 'x'.repeat(80),
  });
  const delivery = { id: `bench/alerts/${number}`, body, rows: 1 };
  return { number, sink: 'chat', at: number, bytes: body.length, delivery };
};

/** What fills the directory, commit by commit, and what a small commit changes; both given how many came before. */
const TASKS = {
  remembered: {
    fill: (from, to) => ({
      remembered: new Map(range(from, to).map((i) => [`file ${i}`, { size: i, ended: true }])),
    }),
    change: (i) => ({ remembered: new Map([[`file ${i % size}`, { size: i, ended: true }]]) }),
  },
  kept: {
    most: 8,
    fill: (from, to) => ({
      kept: { s3: new Map(range(from, to).map((i) => [`part ${i}`, Buffer.alloc(PIECE, `${i} `)])) },
    }),
    change: (i) => ({ kept: { s3: new Map([[`small ${i}`, Buffer.alloc(1024, `${i} `)]]) } }),
  },
  waiting: {
    fill: (from, to) => ({ outbox: { added: range(from, to).map((i) => entryOf(i + 1)), done: [] } }),
    change: (i) => {
      const { number, sink, bytes } = entryOf(i + 1);
      return { outbox: { added: [entryOf(size + i + 1)], done: [{ number, sink, bytes, rows: 1 }] } };
    },
  },
};

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

/** Bytes that this process has given to the system to be written. */
const written = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
const resident = () => {
  const status = readFileSync('/proc/self/status', 'utf8');
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) * 1024;
  return { peak: of('VmHWM'), now: of('VmRSS') };
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const small = async () => {
  const { fill, change, most = AT_ONCE } = TASKS[task];
  const store = await diskStore({ directory });
  const { commit } = await store.claim(KEY);
  let sequence = 0;
  for (let from = 0; from < size; from += most) {
    await commit(sequence++, commitOf(fill(from, Math.min(size, from + most))));
  }
  const bytes = [];
  const milliseconds = [];
  const used = [];
  for (let i = 0; i < COMMITS; i++) {
    const next = commitOf(change(i));
    const [before, begun, cpuBefore] = [written(), performance.now(), cpu()];
    await commit(sequence++, next);
    milliseconds.push(performance.now() - begun);
    used.push(cpu() - cpuBefore);
    bytes.push(written() - before);
  }
  await store.close();
  return { bytes: median(bytes), ms: median(milliseconds), cpu: median(used) };
};

const start = async () => {
  const before = resident();
  const [begun, cpuBefore] = [performance.now(), cpu()];
  const store = await diskStore({ directory });
  const { saved, waiting } = await store.claim(KEY);
  const page = await waiting('chat', 0, 64);
  const result = { ms: performance.now() - begun, cpu: cpu() - cpuBefore, rss: resident().peak - before.now };
  await store.close();
  if (saved.waiting.chat.deliveries < size || page.length === 0) throw new Error('Not all of it is there.');
  return result;
};

process.stdout.write(JSON.stringify(task === 'start' ? await start() : await small()));
