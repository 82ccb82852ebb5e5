import { join } from 'node:path';
import { acting } from '../../io/actions/acting.js';
import { OwnPace } from '../../io/actions/check/own-pace.js';
import type { Payload } from '../../io/actions/probe/payload.js';
import { probeAction } from '../../io/actions/probe/probe-action.js';
import { missedProbe, type ProbeRow } from '../../io/actions/probe/probe-row.js';
import type { ProbeTarget } from '../../io/actions/probe/probe-target.js';
import type { ProbeTick } from '../../io/actions/probe/probe-tick.js';
import { testId } from '../../io/actions/probe/test-id.js';
import { noTestLog, TestLog } from '../../io/actions/probe/test-log.js';
import { forgetfulMemory, uploadMemory } from '../../io/actions/upload/upload-memory.js';
import type { Clock } from '../../io/clock.js';
import type { ObjectStore } from '../../io/object-store/object-store.js';
import type { ObjectStoreSettings } from '../../io/object-store/object-store-settings.js';
import { openListingStore } from '../../io/object-store/open-listing-store.js';
import { forwardingRun } from '../../io/sources/forwarding-run.js';
import { lateSource } from '../../io/sources/late-source.js';
import { TargetList } from '../../io/sources/schedule/target-list.js';
import { schedule } from '../../io/sources/schedule.js';
import type { Source } from '../../io/sources/source.js';
import { countOf } from '../../io/text/count-of.js';
import type { Chunk } from '../../operators/chunk.js';
import type { Tick } from '../../operators/spread.js';

export interface ProbedBucketOptions {
  readonly monitor: string;
  readonly targets: readonly ProbeTarget[];
  readonly bucket: ObjectStoreSettings;
  /** What all keys begin with. */
  readonly keyPrefix: string;
  readonly payload: Payload;
  /** A directory for what is under way, and for what came of tests; undefined: nothing is remembered. */
  readonly memory?: string | undefined;
  readonly connection: 'new' | 'reused';
  /** Milliseconds for which this process may be held up before a sample is suspect. */
  readonly mostHeld: number;
  /** Each is tested once, at once, and that is the end. */
  readonly once: boolean;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** Milliseconds: what holds up a sample of a store that is near is short. */
const PERIOD = 5;
const SLACK = 2;
/** What cannot be removed waits, and keeps nothing else waiting. */
const AT_ONCE = 64;
const WARM_UP = 5000;

const isTick = (row: ProbeRow | ProbeTick): row is ProbeTick => !('class' in row);

/** A bucket that is tested; its rows are what came of that. */
export const probedBucket = (options: ProbedBucketOptions): Source<Pick<ProbeRow, keyof ProbeRow>> => ({
  // What it waits for ends with the run.
  read: (start) => lateSource(() => begin(options, start.stop)).read(start),
});

const begin = async (options: ProbedBucketOptions, stop: AbortSignal): Promise<Source<ProbeRow>> => {
  const { monitor, bucket, payload, memory, connection, mostHeld, once, clock, onWarning } = options;
  const targets = new TargetList(options.targets);
  const store = await openListingStore(bucket);
  await warmUp(store, options.keyPrefix);
  const pace = new OwnPace({ period: PERIOD, slack: SLACK });
  const log = memory === undefined ? noTestLog : new TestLog(join(memory, 'tests.jsonl'), onWarning);
  const uploads = memory === undefined ? forgetfulMemory : uploadMemory(join(memory, 'uploads'));
  const action = probeAction({
    ...{
      monitor,
      targets,
      store,
      memory: uploads,
      log,
      payload,
      connection,
      pace,
      most: mostHeld,
      clock,
      stop,
    },
  });
  return acting<ProbeTick, ProbeRow, ProbeRow>(ticksOf(options, targets), action, {
    // What is begun all at once is in its own way.
    concurrency: once ? 1 : Math.max(AT_ONCE, 2 * targets.size),
    ...{ takes: isTick, clock, onWarning },
  });
};

/** What is loaded with the first request, and who looks for credentials, is in no sample. Whatever comes of it, tests say it. */
const warmUp = async (store: ObjectStore, keyPrefix: string): Promise<void> => {
  await store.head(`${keyPrefix}warm-up`, { deadline: WARM_UP }).catch(() => undefined);
};

/** When a target is due, as a test: a commit holds which it is before it is begun. */
const ticksOf = (
  { monitor, keyPrefix, once, clock, onWarning }: ProbedBucketOptions,
  targets: TargetList<ProbeTarget>,
): Source<ProbeTick | ProbeRow> => {
  const ticks = schedule<ProbeRow>({
    ...{ targets, once, clock, onWarning },
    // A fleet that has the same config is spread by the names of its hosts, which are in those of targets.
    byName: true,
    missed: ({ missed, ...tick }) =>
      missedProbe(
        { monitor, target: targets.get(tick.target) },
        tick,
        missed,
        `${countOf(missed, 'test')} up to then: nobody was there`,
      ),
  });
  const testOf = (tick: Tick): ProbeTick => {
    const test_id = testId(tick.time);
    return { ...tick, test_id, key: `${keyPrefix}${test_id}` };
  };
  async function* tests(chunks: AsyncIterable<Chunk<Tick | ProbeRow>>) {
    for await (const chunk of chunks)
      yield { ...chunk, rows: chunk.rows.map((row) => ('class' in row ? row : testOf(row))) };
  }
  return {
    read: (start) => {
      const inner = ticks.read(start);
      return forwardingRun<ProbeTick | ProbeRow>(inner, tests(inner));
    },
  };
};
