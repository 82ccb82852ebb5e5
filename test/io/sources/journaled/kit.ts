import { onTestFinished } from 'vitest';
import type { Judgement } from '../../../../src/io/sources/journaled/judgement.js';
import {
  type JournaledOptions,
  type JournaledSource,
  journaled,
} from '../../../../src/io/sources/journaled.js';
import type { Chunk } from '../../../../src/operators/chunk.js';
import { type VirtualClock, virtualClock } from '../../../../src/testing/virtual-clock.js';
import { startAt } from '../../../support/start-at.js';

export interface Row {
  readonly time: number;
  readonly text: string;
}

/** Rows are what stands between commas; a body with a `!` is refused. */
export const judge = (body: Buffer, time: number): Judgement<Row> => {
  const text = body.toString();
  if (text.includes('!')) return { refusal: { status: 400, body: `no: ${text}`, type: 'text/plain' } };
  return { rows: text === '' ? [] : text.split(',').map((part) => ({ time, text: part })) };
};

export interface Running {
  readonly source: JournaledSource<Row>;
  readonly clock: VirtualClock;
  /** Chunks that were folded, or are being. */
  readonly chunks: Chunk<Row>[];
  readonly texts: () => readonly string[];
  /** Sends a text and answers with the status. */
  readonly send: (text: string, key?: string) => Promise<number>;
  readonly live: Promise<void>;
  /** Holds the loop back after the next chunk until the answer is called. */
  readonly hold: () => () => void;
  /** Tells the run what is committed. */
  readonly acknowledge: (position: unknown) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Leaves the loop without folding what was handed over last, as a failed fold does. */
  readonly leave: () => Promise<void>;
  readonly ended: Promise<void>;
  readonly warnings: string[];
}

export type RunOptions = Partial<JournaledOptions<Row>> & { readonly resume?: unknown };

/** A source with a loop that pulls from it, as `run` does. */
export const start = (directory: string | undefined, { resume, ...options }: RunOptions = {}): Running => {
  const clock = virtualClock(1000);
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const source = journaled<Row>({ directory, judge, clock, onWarning, ...options });
  const controller = new AbortController();
  const chunks: Chunk<Row>[] = [];
  let held: Promise<void> | undefined;
  let left = false;
  let isLive = () => {};
  const live = new Promise<void>((resolve) => {
    isLive = resolve;
  });
  const run = source.read(startAt(resume, controller.signal));
  const loop = async (): Promise<void> => {
    try {
      for await (const chunk of run) {
        chunks.push(chunk);
        if (chunk.now !== undefined) isLive();
        await held;
        if (left) return;
      }
    } finally {
      await run.close?.();
    }
  };
  const ended = loop();
  ended.catch(isLive);
  const stop = async (): Promise<void> => {
    controller.abort();
    await ended;
  };
  onTestFinished(() => stop().catch(() => undefined));
  return {
    source,
    clock,
    chunks,
    texts: () => chunks.flatMap(({ rows }) => rows.map(({ text }) => text)),
    send: async (text, key) => (await source.accept(Buffer.from(text), key)).status,
    live,
    hold: () => {
      let release = () => {};
      held = new Promise<void>((resolve) => {
        release = resolve;
      });
      return () => {
        held = undefined;
        release();
      };
    },
    acknowledge: async (position) => run.acknowledge?.(position),
    stop,
    leave: async () => {
      left = true;
      await clock.advance(1000);
      await ended;
    },
    ended,
    warnings,
  };
};

export const startLive = async (directory: string | undefined, options?: RunOptions): Promise<Running> => {
  const running = start(directory, options);
  await running.live;
  return running;
};
