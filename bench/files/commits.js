import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a commit writes and takes once many files have ended: `node commits.js LOGS STATE`. Reads LOGS/*.log to their ends,
 * then one of them once more, and prints bytes and milliseconds of the last commit of that run.
 */
const dist = process.env.TIDEMARK_DIST ?? new URL('../../dist/', import.meta.url).href;
const from = (path) => import(new URL(path, dist));

const { systemClock } = await from('io/clock.js');
const { accessLog: codec } = await from('io/codecs/access-log/access-log.js');
const { file } = await from('io/sources/file.js');
const { diskStore } = await from('io/state/lmdb/disk-store.js');
const { pipeline } = await from('pipelines/pipeline.js');
const { run } = await from('pipelines/run.js');

const [logs, state] = process.argv.slice(2);
const clock = systemClock();

/** Bytes that this process has written so far, to whatever. */
const written = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);

let commits = [];
/** Whoever commits, a store or what it gives to an owner: each commit is measured. */
const watched = (store) =>
  new Proxy(store, {
    get(target, name) {
      const member = target[name];
      if (typeof member !== 'function') return member;
      return async (...args) => {
        const [bytes, begun] = [written(), performance.now()];
        const result = await member.apply(target, args);
        if (name === 'commit') commits.push({ bytes: written() - bytes, ms: performance.now() - begun });
        return name === 'claim' ? watched(result) : result;
      };
    },
  });

const read = async () => {
  const store = await diskStore({ directory: state });
  commits = [];
  const source = file({ codec: codec(), fields: ['time'], clock, path: join(logs, '*.log') });
  const spec = pipeline('files').from(source).time({ lateness: '0s' }).stream('all', [], []).spec();
  const begun = performance.now();
  const { lines } = await run(spec, {
    clock,
    store: watched(store),
    signal: new AbortController().signal,
    checkpoint: '1h',
  });
  await store.close();
  return { lines, seconds: (performance.now() - begun) / 1000 };
};

await read();
const last = join(logs, '99999.log');
appendFileSync(last, readFileSync(last));
const { lines, seconds } = await read();
if (lines !== 1) throw new Error(`${lines} lines were read in place of one.`);
process.stdout.write(JSON.stringify({ ...commits.at(-1), seconds }));
