import { onTestFinished } from 'vitest';
import type { DirectoryOptions } from '../../../../src/io/sources/directory/directory-options.js';
import type { DirectoryRow } from '../../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { directory } from '../../../../src/io/sources/directory.js';
import type { Chunk } from '../../../../src/operators/chunk.js';
import { type VirtualClock, virtualClock } from '../../../../src/testing/virtual-clock.js';
import { turns } from '../../../support/turns.js';
import { until } from '../../../support/until.js';

export const SETTLE = 30_000;
/** So short that a look that takes one is followed by no longer a pause. */
const STEP = 25;

/** A directory that is read with a clock of its own, which stands still while nothing is done. */
export const watched = (
  place: string,
  given: Partial<DirectoryOptions> & {
    readonly remembered?: ReadonlyMap<string, unknown>;
    readonly position?: unknown;
    readonly clock?: VirtualClock;
  } = {},
) => {
  const { remembered = new Map(), position, clock = virtualClock(Date.now()), ...options } = given;
  const stop = new AbortController();
  const warnings: string[] = [];
  let looking = 0;
  const run = directory({
    walk: async (...asked) => {
      looking++;
      try {
        return await walkDirectory(...asked);
      } finally {
        looking--;
      }
    },
    directory: place,
    settle: SETTLE,
    random: () => 0.5,
    onWarning: (message) => warnings.push(message),
    ...options,
    clock,
  }).read({ position, remembered, stop: stop.signal, abandon: stop.signal, view: { view: () => undefined } });
  onTestFinished(() => stop.abort());
  const chunks: Chunk<DirectoryRow>[] = [];
  const kept = new Map(remembered);
  let changes = 0;
  let ended: { error?: unknown } | undefined;
  void (async () => {
    try {
      for await (const chunk of run) {
        chunks.push(chunk);
        for (const [key, value] of chunk.remembered ?? []) {
          changes++;
          if (value === undefined) kept.delete(key);
          else kept.set(key, value);
        }
      }
      ended = {};
    } catch (error) {
      ended = { error };
    }
  })();
  const isIdle = (): boolean => ended !== undefined || (looking === 0 && clock.sleeping > 0);
  const idle = async (): Promise<void> => {
    do {
      await until(isIdle);
      // What a look has seen is on its way.
      await turns(3);
    } while (!isIdle());
  };
  return {
    run,
    clock,
    kept,
    warnings,
    chunks,
    stop: () => stop.abort(),
    get ended() {
      return ended;
    },
    get changes() {
      return changes;
    },
    get position() {
      return chunks.at(-1)?.position;
    },
    rows: <K extends DirectoryRow['kind']>(kind: K) =>
      chunks
        .flatMap(({ rows }) => rows)
        .filter((row): row is DirectoryRow & { kind: K } => row.kind === kind),
    idle,
    /** Lets time pass in steps, each look done before the next. */
    pass: async (milliseconds: number): Promise<void> => {
      await idle();
      for (let left = milliseconds; left > 0; left -= STEP) {
        await clock.advance(Math.min(left, STEP));
        await idle();
      }
    },
  };
};
