// What a commit writes and takes while many files wait for a store that fails: `node commits.js DIRECTORY STATE`. Medians.
import { readFileSync } from 'node:fs';

const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const from = (path) => import(new URL(path, dist));

const { acting } = await from('io/actions/acting.js');
const { systemClock } = await from('io/clock.js');
const { isReadyFile } = await from('io/sources/directory/directory-rows.js');
const { directory } = await from('io/sources/directory.js');
const { diskStore } = await from('io/state/lmdb/disk-store.js');
const { pipeline } = await from('pipelines/pipeline.js');
const { run } = await from('pipelines/run.js');

const [place, state] = process.argv.slice(2);
const COMMITS = 200;
const clock = systemClock();

const written = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
const stop = new AbortController();
const commits = [];
const watched = (store) =>
  new Proxy(store, {
    get(target, name) {
      const member = target[name];
      if (typeof member !== 'function') return member;
      return async (...args) => {
        const [bytes, begun] = [written(), performance.now()];
        const result = await member.apply(target, args);
        if (name === 'commit') {
          const [, { remembered }] = args;
          commits.push({
            changes: remembered.size,
            bytes: written() - bytes,
            ms: performance.now() - begun,
          });
          if (commits.length === COMMITS) stop.abort();
        }
        return name === 'claim' ? watched(result) : result;
      };
    },
  });

const fails = {
  intent: 'first',
  keepsTime: false,
  key: ({ path, identity }) => `${path}\n${identity}`,
  missed: () => undefined,
  perform: async ({ path, bytes, attempt }) => {
    const base = { kind: 'upload', time: Math.floor(clock.now()), path, bytes, attempt, key: path };
    return {
      ...base,
      class: 'connect',
      shipped: false,
      found: false,
      reason: 'nobody is there',
      duration: 0,
    };
  },
};
const source = acting(directory({ directory: place, settle: 0, clock }), fails, {
  ...{ concurrency: 1, takes: isReadyFile, clock },
});
const store = await diskStore({ directory: state });
const spec = pipeline('ship').from(source).time({ lateness: '0s' }).stream('all', [], []).spec();
await run(spec, { clock, store: watched(store), signal: stop.signal, checkpoint: '1h' });
await store.close();
const median = (what) => commits.map((one) => one[what]).sort((a, b) => a - b)[commits.length >> 1];
process.stdout.write(
  JSON.stringify({
    ...{ commits: commits.length, changes: median('changes') },
    ...{ bytes: median('bytes'), ms: median('ms') },
  }),
);
