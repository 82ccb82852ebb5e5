import type { Clock } from '../../clock.js';
import type { Attempt as Attempted } from '../../object-store/attempt.js';
import type { Call, ListingStore } from '../../object-store/object-store.js';
import type { Action, Attempt } from '../action.js';
import type { OwnPace } from '../check/own-pace.js';
import type { UploadMemory } from '../upload/upload-memory.js';
import { Leftovers } from './leftovers.js';
import type { Payload } from './payload.js';
import type { Probe } from './probe.js';
import { ProbeFault, probeFaultOf } from './probe-fault.js';
import type { ObjectProbe } from './probe-kind.js';
import { interruptedProbe, missedProbe, type ProbeRow, probeRow } from './probe-row.js';
import type { ProbeTarget } from './probe-target.js';
import { ProbeTest } from './probe-test.js';
import type { ProbeTick } from './probe-tick.js';
import { remove } from './probes/delete.js';
import { download } from './probes/download.js';
import { multipart } from './probes/multipart.js';
import { newest } from './probes/newest.js';
import { range } from './probes/range.js';
import { roundTrip } from './probes/round-trip.js';
import { upload } from './probes/upload.js';
import { Remains } from './remains.js';
import type { TestLog } from './test-log.js';

const PROBES: Readonly<Record<ObjectProbe, Probe>> = {
  upload,
  download,
  delete: remove,
  round_trip: roundTrip,
  multipart,
  range,
};

const probeOf = ({ probe, newest: wanted }: ProbeTarget, now: () => number): Probe => {
  if (probe !== 'newest') return PROBES[probe];
  if (wanted === undefined) throw new Error('The probe newest is told of no prefix.');
  return newest(wanted, now);
};

export interface ProbeActionOptions {
  readonly monitor: string;
  readonly targets: { get(name: string): ProbeTarget | undefined };
  readonly store: ListingStore;
  /** Of uploads in parts that are under way. */
  readonly memory: UploadMemory;
  readonly log: Pick<TestLog, 'note' | 'close'>;
  readonly payload: Payload;
  readonly connection: 'new' | 'reused';
  readonly pace: Pick<OwnPace, 'begin'>;
  /** Held up for more milliseconds than that, a sample is suspect. */
  readonly most: number;
  readonly clock: Clock;
  /** A stop is asked for: nothing is waited for. */
  readonly stop: AbortSignal;
}

/** Objects that could not be removed: with so many nothing more is written. */
const MOST_LEFT = 1000;

/**
 * Tests a bucket: one attempt for each request, and what comes of it is said as it is. What a test writes is removed behind the
 * commit that holds its outcome, and after a crash that is all that is done: a commit has held the test before it was begun.
 */
export const probeAction = (options: ProbeActionOptions): Action<ProbeTick, ProbeRow> => {
  const { monitor, targets, store, payload, memory, log, connection, pace, most, clock } = options;
  const leftovers = new Leftovers(options);
  const running = new Set<string>();

  const measure = async (
    tick: ProbeTick,
    target: ProbeTarget,
    signal: AbortSignal,
  ): Promise<Pick<Parameters<typeof probeRow>[2], 'attempts' | 'fault' | 'found' | 'held'>> => {
    const { key, test_id: mark } = tick;
    const beside: Call = { deadline: target.timeout, signal, mark };
    const fresh = connection === 'new' ? { connection } : {};
    const remains = new Remains();
    leftovers.note(tick.test_id, remains);
    const content = await payload(target.size);
    const timed: Call = { ...beside, ...fresh };
    const test = new ProbeTest({ store, key, payload: content, remains, memory, pace, timed, beside });
    try {
      if (leftovers.count >= MOST_LEFT && target.newest === undefined)
        throw new ProbeFault(
          'setup_failed',
          `the objects of ${leftovers.count} tests could not be removed: nothing is written until they are`,
        );
      return { ...(await probeOf(target, clock.now)(test)), held: test.held };
    } catch (error) {
      const fault = probeFaultOf(error);
      const attempts: readonly Attempted[] = fault.attempt === undefined ? [] : [fault.attempt];
      return { attempts, fault, found: fault.found, held: test.held };
    }
  };

  const perform = async (tick: ProbeTick, { signal, again }: Attempt): Promise<ProbeRow> => {
    const target = targets.get(tick.target);
    const of = { monitor, target };
    if (again) return interruptedProbe(of, tick);
    // Each test is out under an id of its own, so it is seen here whether the one before it is over.
    if (target === undefined || running.has(target.name)) {
      leftovers.note(tick.test_id, new Remains());
      const why = target === undefined ? 'it is no target any more' : 'the test before it was still running';
      return missedProbe(of, tick, 1, why);
    }
    running.add(target.name);
    try {
      const lag = Math.max(0, clock.now() - tick.time);
      const measured = await measure(tick, target, signal);
      return probeRow(of, tick, { ...measured, lag, most, left: leftovers.count });
    } finally {
      running.delete(target.name);
    }
  };

  return {
    intent: 'first',
    keepsTime: true,
    // One that could not be removed yet keeps the probe from nothing.
    key: ({ test_id }) => test_id,
    missed: (tick) =>
      missedProbe({ monitor, target: targets.get(tick.target) }, tick, 1, 'it is under way already'),
    perform: async (tick, attempt) => {
      const row = await perform(tick, attempt);
      log.note(row);
      return row;
    },
    finish: ({ test_id, key }) => leftovers.remove(test_id, key),
    close: async () => {
      store.close();
      await log.close();
    },
  };
};
