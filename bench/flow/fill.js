import { performance } from 'node:perf_hooks';
import { flowOf } from './flows.js';

/**
 * Fills a state directory with so many keys, as `tidemark flow-log --state DIR` would have it: the same pipeline, without
 * HTTP and journal. `node fill.js DIR KEYS`; prints the seconds that it took, as JSON.
 */
const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const from = (path) => import(new URL(path, dist));

const { systemClock } = await from('io/clock.js');
const { diskStore } = await from('io/state/lmdb/disk-store.js');
const { FLOW_TIME, flowTotals, TOTALS } = await from('pipelines/flow-log/flow-log.js');
const { pipeline } = await from('pipelines/pipeline.js');
const { run } = await from('pipelines/run.js');

const [directory, count] = process.argv.slice(2);
const keys = Number(count);
const AT_ONCE = 10_000;
/** As often as the service would, so that no commit holds all. */
const PER_COMMIT = 1_000_000;

let committed = 0;
let read = 0;
const source = {
  async *read() {
    const time = Date.now();
    for (; read < keys; ) {
      const rows = Array.from({ length: Math.min(AT_ONCE, keys - read) }, (_, i) => ({
        time,
        ...flowOf(read + i),
      }));
      read += rows.length;
      // Before the first entry of a journal that is still to come.
      yield { rows, rejected: [], position: 0 };
    }
  },
  acknowledge: async () => {
    committed = read;
  },
  get commitDue() {
    return read - committed >= PER_COMMIT;
  },
};

const begun = performance.now();
const store = await diskStore({ directory });
const spec = pipeline('flow-log').from(source).time(FLOW_TIME).stream(TOTALS, [flowTotals()], []).spec();
await run(spec, { clock: systemClock(), signal: new AbortController().signal, store });
await store.close();
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - begun) / 1000 })}\n`);
