import type { Timed } from '../../../operators/batch.js';
import type { Attempt } from '../../object-store/attempt.js';
import { printable } from '../../text/printable.js';
import type { FoundObject } from './found-object.js';
import type { ProbeClass } from './probe-class.js';
import type { ProbeFault } from './probe-fault.js';
import type { ProbeKind } from './probe-kind.js';
import type { ProbeTarget } from './probe-target.js';
import type { ProbeTick } from './probe-tick.js';

/** What one test came to, as a row. null: it is not known, or there is none. `PROBE_ABOUT` says what each is. */
export interface ProbeRow extends Timed {
  readonly monitor: string;
  readonly probe: ProbeKind | null;
  readonly series: string | null;
  readonly target: string;
  readonly bucket: string | null;
  readonly size: number | null;
  readonly test_id: string | null;
  readonly key: string | null;
  readonly status: 'success' | 'fail' | 'none';
  readonly class: ProbeClass;
  readonly age: number | null;
  readonly phase: string | null;
  readonly detail: string | null;
  readonly duration: number | null;
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  readonly first_byte: number | null;
  readonly connection: 'new' | 'reused' | null;
  readonly address: string | null;
  readonly code: number | null;
  readonly request_id: string | null;
  readonly host_id: string | null;
  readonly lag: number | null;
  readonly held: number | null;
  readonly suspect: boolean;
  readonly skipped: number;
  readonly left: number;
}

/** What was measured; of a test that failed only what its last request was. */
export interface Measured {
  readonly attempts: readonly Attempt[];
  readonly fault?: ProbeFault | undefined;
  readonly found?: FoundObject | undefined;
  /** Milliseconds for which this process was held up meanwhile. */
  readonly held: number;
  /** More than that, and the times may be ours. */
  readonly most: number;
  /** Milliseconds between when it was due and when it was begun. */
  readonly lag: number;
  /** Tests whose objects could not be removed yet. */
  readonly left: number;
}

const LONGEST_TEXT = 1000;
const LONGEST_KEY = 1024;

/** How a test stands for whoever counts: what was not begun, or not seen to its end, is neither. */
export const statusOf = (found: ProbeClass): ProbeRow['status'] => {
  if (found === 'ok') return 'success';
  return found === 'missed' || found === 'interrupted' ? 'none' : 'fail';
};

const EMPTY = {
  age: null,
  phase: null,
  detail: null,
  duration: null,
  dns: null,
  connect: null,
  tls: null,
  first_byte: null,
  connection: null,
  address: null,
  code: null,
  request_id: null,
  host_id: null,
  lag: null,
  held: null,
  suspect: false,
  skipped: 0,
  left: 0,
} as const;

interface Of {
  readonly monitor: string;
  readonly target: ProbeTarget | undefined;
}

const base = (
  { monitor, target }: Of,
  tick: Pick<ProbeTick, 'time' | 'target'> & Partial<ProbeTick>,
  found: ProbeClass,
) => ({
  time: tick.time,
  monitor,
  probe: target?.probe ?? null,
  series: target?.series ?? null,
  target: target?.label ?? tick.target,
  bucket: target?.bucket ?? null,
  size: target?.size ?? null,
  test_id: tick.test_id ?? null,
  key: tick.key ?? null,
  status: statusOf(found),
  class: found,
});

/** Of ticks that came to nothing: so many of them. */
export const missedProbe = (
  of: Of,
  tick: Pick<ProbeTick, 'time' | 'target'>,
  skipped: number,
  detail: string,
): ProbeRow => ({
  ...base(of, { time: tick.time, target: tick.target }, 'missed'),
  ...EMPTY,
  detail,
  skipped,
});

/** Of a test that was under way when the process ended. */
export const interruptedProbe = (of: Of, tick: ProbeTick): ProbeRow => ({
  ...base(of, tick, 'interrupted'),
  ...EMPTY,
  detail: 'Tidemark ended while it was under way; what it has left is removed',
});

/** Of a test. A failure has no times: they would stand beside those of requests that succeeded. */
export const probeRow = (of: Of, tick: ProbeTick, measured: Measured): ProbeRow => {
  const { attempts, fault, found, held, most, lag, left } = measured;
  const last = attempts.at(-1);
  return {
    ...base(of, tick, fault?.class ?? 'ok'),
    ...foundFields(of, found),
    phase: fault?.phase ?? null,
    detail: fault === undefined ? null : printable(fault.message, LONGEST_TEXT),
    ...(fault === undefined ? timesOf(attempts) : NO_TIMES),
    connection: connectionOf(attempts),
    address: last?.address ?? null,
    code: last?.status ?? null,
    request_id: idsOf(attempts, ({ requestId }) => requestId),
    host_id: idsOf(attempts, ({ hostId }) => hostId),
    lag: rounded(lag),
    held: rounded(held),
    suspect: held > most,
    skipped: 0,
    left,
  };
};

/** What `newest` has looked at, instead of an object of its own. */
const foundFields = ({ target }: Of, found: FoundObject | undefined) => {
  if (found !== undefined)
    return { key: printable(found.key, LONGEST_KEY), size: found.bytes, age: rounded(found.age) };
  return target?.newest === undefined ? { age: null } : { key: null, size: null, age: null };
};

const { dns, connect, tls, first_byte, duration } = EMPTY;
const NO_TIMES = { dns, connect, tls, first_byte, duration };

/** Of several requests all together. */
const timesOf = (attempts: readonly Attempt[]) => {
  const sum = (of: keyof Attempt['timings']): number | null =>
    attempts.every(({ timings }) => timings[of] !== undefined)
      ? rounded(attempts.reduce((all, { timings }) => all + (timings[of] ?? 0), 0))
      : null;
  return {
    duration: sum('total'),
    dns: sum('dns'),
    connect: sum('connect'),
    tls: sum('tls'),
    first_byte: sum('firstByte'),
  };
};

const connectionOf = (attempts: readonly Attempt[]): ProbeRow['connection'] => {
  const all = attempts.flatMap(({ connection }) => connection ?? []);
  if (all.length === 0) return null;
  return all.includes('new') ? 'new' : 'reused';
};

const LONGEST_ID = 120;
const LONGEST_IDS = 250;

/** In the order of the requests; of more than there is room for the last ones. They come from outside, and stand on lines. */
const idsOf = (
  attempts: readonly Attempt[],
  idOf: (attempt: Attempt) => string | undefined,
): string | null => {
  const ids = attempts.flatMap((attempt) => idOf(attempt) ?? []);
  let text: string | null = null;
  for (const id of ids.toReversed()) {
    const longer: string = text === null ? printable(id, LONGEST_ID) : `${printable(id, LONGEST_ID)} ${text}`;
    if (longer.length > LONGEST_IDS) break;
    text = longer;
  }
  return text;
};

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
