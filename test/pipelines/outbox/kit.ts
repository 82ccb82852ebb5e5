import type { Sink } from '../../../src/io/sinks/sink.js';
import type { OutboxEntry } from '../../../src/io/state/state-store.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { DeliveryOutcomes, type OutcomeParts } from '../../../src/pipelines/outbox/delivery-outcomes.js';
import { Outbox, type OutboxOptions } from '../../../src/pipelines/outbox.js';
import { RunningBalance } from '../../../src/pipelines/running-balance.js';
import type { BufferLimits } from '../../../src/pipelines/sinks/sink-buffer.js';
import type { SinkPlace } from '../../../src/pipelines/sinks/sink-place.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';

export const never = new AbortController().signal;

/** A delivery with its place. */
export const entry = (
  number: number,
  sink = 'a',
  more: Partial<OutboxEntry> & { readonly rows?: number } = {},
): OutboxEntry => {
  const { rows = 1, ...rest } = more;
  return { number, sink, at: 0, bytes: 1, delivery: { id: `d${number}`, body: [], rows }, ...rest };
};

/** Entries with these numbers. */
export const entries = (
  from: number,
  to: number,
  sink = 'a',
  more: Parameters<typeof entry>[2] = {},
): OutboxEntry[] => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i, sink, more));

export const NO_LIMITS: BufferLimits = {
  deliveries: Infinity,
  rows: Infinity,
  bytes: Infinity,
  age: Infinity,
  dropsOldest: false,
};

export const placeOf = (sink: Sink, limits: Partial<BufferLimits> = {}): SinkPlace => ({
  key: sink.name,
  name: sink.name,
  destination: sink.destination,
  sink,
  limits: { ...NO_LIMITS, ...limits },
});

/** An outbox over sinks, on a clock that stands still. */
export const outboxOver = (
  places: readonly SinkPlace[],
  more: Partial<OutboxOptions> & Partial<Pick<OutcomeParts, 'deadLetters'>> = {},
) => {
  const clock = virtualClock();
  const runningBalance = new RunningBalance();
  const warnings: string[] = [];
  const letters: unknown[] = [];
  const { deadLetters = [], ...options } = more;
  const outcomes = new DeliveryOutcomes({
    ...{ runningBalance, clock, deadLetters },
    warn: (message) => warnings.push(message),
    emit: (letter) => letters.push(letter),
  });
  const outbox = new Outbox(places, {
    ...{ clock, runningBalance, outcomes, signal: never, owned: undefined, saved: undefined },
    random: () => 0.5,
    onRetry: () => undefined,
    onChange: () => undefined,
    piece: (sink, key) => Promise.reject(new Error(`There is no ${key} for ${sink}.`)),
    redact: (text) => text,
    ...options,
  });
  const done = (): number[] => outbox.takeDone().map(({ number }) => number);
  return { outbox, clock, runningBalance, warnings, letters, done };
};

export interface Gate {
  readonly sink: Sink;
  /** Ids of what was written, in the order in which it was stored. */
  readonly stored: readonly string[];
  open(): void;
  shut(): void;
}

/** A sink whose writes fail until they are let through. */
export const gate = (name: string, more: Partial<Sink> = {}): Gate => {
  let closed = true;
  const stored: string[] = [];
  return {
    sink: {
      ...memorySink(name),
      guarantee: 'at least once',
      write: async ({ id }) => {
        if (closed) throw new TidemarkError('undeliverable', 'Closed.', { retryable: true });
        stored.push(id);
      },
      ...more,
    },
    stored,
    open: () => {
      closed = false;
    },
    shut: () => {
      closed = true;
    },
  };
};

export const refusing = (
  name: string,
  error: TidemarkError,
  guarantee: Sink['guarantee'] = 'at least once',
): Sink => ({ ...memorySink(name), guarantee, write: () => Promise.reject(error) });

/** Whether a promise is resolved once everything that can happen at once has happened. */
export const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
};
