import type { Sink } from '../../io/sinks/sink.js';
import type { Balance } from '../../pipelines/balance.js';
import { run } from '../../pipelines/run.js';
import { buildPipeline } from '../compile/build-pipeline.js';
import type { PipelinePlan } from '../compile/plan-pipeline.js';
import type { Parts } from '../parts/part.js';
import { type Feed, feedSource } from './feed-source.js';
import type { Watcher } from './watcher.js';

/** Takes the place of every sink, so that none is opened. */
const SILENT: Sink = {
  name: 'nowhere',
  destination: 'nowhere',
  guarantee: 'exactly once',
  compose: () => ({ deliveries: [] }),
  write: async () => undefined,
  close: async () => undefined,
};

const nothing = (): void => undefined;

/**
 * Runs a pipeline over feeds in virtual time, with its sources and sinks replaced and without a store. Resolves with
 * the balance and the first instant that the feeds tell nothing of.
 */
export const runFeeds = async (
  plan: PipelinePlan,
  parts: Parts,
  feeds: readonly Feed[],
  watchers: readonly Watcher[],
): Promise<{ readonly balance: Balance; readonly end: number }> => {
  const source = feedSource(feeds);
  const { clock, time } = source;
  const context = { clock, warn: nothing, inform: nothing, json: true, colours: false, remembers: false };
  const spec = buildPipeline(plan, parts, context, source, () => SILENT);
  const byStream = new Map<string, Watcher[]>();
  for (const watcher of watchers) {
    byStream.set(watcher.stream, [...(byStream.get(watcher.stream) ?? []), watcher]);
  }
  const balance = await run(
    // Rows that go nowhere need no ids.
    {
      ...spec,
      streams: spec.streams.map((stream) => ({ ...stream, sinks: [] })),
      rejected: [],
      deadLetters: [],
    },
    {
      clock,
      signal: new AbortController().signal,
      // Nobody goes on from here, so nothing needs to be saved under way.
      checkpoint: Number.MAX_SAFE_INTEGER,
      watch: ({ name }, rows) => {
        const looking = byStream.get(name);
        if (looking === undefined) return;
        const start = time.start ?? time.now;
        for (const row of rows) {
          const at = (row as { readonly time: number }).time;
          for (const watcher of looking) watcher.see(row, at, at - start);
        }
      },
    },
  );
  return { balance, end: time.end };
};
