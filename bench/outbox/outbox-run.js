import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/**
 * Runs a pipeline whose sink has much to be told or holds much back: `node outbox-run.js TASK DIR SIZE`. Prints what that
 * took, as JSON.
 */
const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const from = (path) => import(new URL(path, dist));

const { systemClock } = await from('io/clock.js');
const { diskStore } = await from('io/state/lmdb/disk-store.js');
const { where } = await from('operators/where.js');
const { pipeline } = await from('pipelines/pipeline.js');
const { run } = await from('pipelines/run.js');

const [task, directory, size] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const clock = systemClock();
const AT_ONCE = 10_000;
const PIECE = 64 * 1024;
const KEPT_COMMITS = 51;

const written = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Bytes of memory of its own, so often as somebody looks: pages of the state's file that the system has at hand do not count. */
const memory = () => {
  const anonymous = () =>
    Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  const before = anonymous();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, anonymous());
  };
  return { look, more: () => peak - before };
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A source of what `next` answers, until that is undefined or it is asked to stop. */
const sourceOf = (next) => ({
  read: ({ stop }) => ({
    async *[Symbol.asyncIterator]() {
      for (let i = 0; !stop.aborted; i++) {
        const chunk = await next(i, stop);
        if (chunk === undefined) return;
        yield { rows: [], rejected: [], position: i, ...chunk };
      }
    },
  }),
});

const chat = (write) => ({
  name: 'chat',
  destination: 'http https://chat.example.com #00000000',
  guarantee: 'at least once',
  compose: () => ({ deliveries: [] }),
  write,
  close: async () => undefined,
});

const specOf = (source, sink) =>
  pipeline('bench')
    .from(sourceOf(source))
    .time({ lateness: 0 })
    .stream('s', [where(() => true)], [sink])
    .spec();

/** A state in which so many deliveries wait. */
const fill = async () => {
  const store = await diskStore({ directory });
  const { commit } = await store.claim({ pipeline: 'bench' });
  const { name, destination } = chat();
  for (let sequence = 0; sequence * AT_ONCE < size; sequence++) {
    const added = Array.from({ length: Math.min(AT_ONCE, size - sequence * AT_ONCE) }, (_, i) => {
      const number = sequence * AT_ONCE + i + 1;
      const body = JSON.stringify({ time: number, state: 'firing', message: 'x'.repeat(150) });
      const delivery = { id: `bench/s/${number}`, body, rows: 1 };
      return { number, sink: 'chat', at: number, bytes: body.length, delivery };
    });
    await commit(sequence, {
      ...{
        id: `fill ${sequence}`,
        position: undefined,
        remembered: new Map(),
        states: {},
        keyed: {},
        kept: {},
      },
      sinks: { chat: { name, destination, saved: undefined } },
      outbox: { added, done: [] },
    });
  }
  await store.close();
  return {};
};

/** From opening the state to the first write, and what memory a minute of a sink that is down takes, in short. */
const start = async () => {
  const { look, more } = memory();
  const [begun, cpuBegun] = [performance.now(), cpu()];
  const stop = new AbortController();
  let taken = {};
  const down = chat((_, signal) => {
    taken = { ms: performance.now() - begun, cpu: cpu() - cpuBegun };
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('Stopped.'))));
  });
  const source = async (i, signal) => {
    await clock.sleep(100, signal);
    look();
    if (i === 20) stop.abort();
    return { now: Date.now() };
  };
  const store = await diskStore({ directory });
  const balance = await run(specOf(source, down), { clock, store, signal: stop.signal, drainTimeout: 0 });
  await store.close();
  if (balance.sinks[0].waiting !== size) throw new Error(`${balance.sinks[0].waiting} wait.`);
  return { ...taken, rss: more() };
};

/** Tells all that waits. */
const drain = async () => {
  const { look, more } = memory();
  const [begun, cpuBegun] = [performance.now(), cpu()];
  let told = 0;
  const up = chat(async () => {
    told++;
  });
  const source = async (_, signal) => {
    look();
    if (told === size) return undefined;
    await clock.sleep(100, signal);
    return { now: Date.now() };
  };
  const store = await diskStore({ directory });
  await run(specOf(source, up), { clock, store, signal: new AbortController().signal });
  await store.close();
  return { ms: performance.now() - begun, cpu: cpu() - cpuBegun, rss: more() };
};

/** A sink holds so many MiB back; then one piece of a KiB comes with each commit. */
const kept = async () => {
  const pieces = (size * 1024 * 1024) / PIECE;
  let key = 0;
  const holding = {
    ...chat(async () => undefined),
    compose: (rows) => ({
      deliveries: [],
      kept: new Map(rows.map(({ row }) => [String(key++), Buffer.alloc(row.bytes, 'x')])),
    }),
  };
  const bytes = [];
  const milliseconds = [];
  let [before, begun] = [0, 0];
  const source = async (i) => {
    // A chunk is asked for when the one before it is committed.
    if (i > 1) {
      bytes.push(written() - before);
      milliseconds.push(performance.now() - begun);
    }
    if (i > KEPT_COMMITS) return undefined;
    [before, begun] = [written(), performance.now()];
    const many = i === 0 ? pieces : 1;
    const rows = Array.from({ length: many }, (_, j) => ({
      time: i * 1000 + j / many,
      bytes: i === 0 ? PIECE : 1024,
    }));
    return { rows, now: Date.now() };
  };
  const store = await diskStore({ directory });
  await run(specOf(source, holding), { clock, store, signal: new AbortController().signal });
  await store.close();
  return { bytes: median(bytes), ms: median(milliseconds) };
};

process.stdout.write(JSON.stringify(await { fill, start, drain, kept }[task]()));
