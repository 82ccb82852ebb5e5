import type { Clock } from '../../src/io/clock.js';
import type { Delivery, Emitted, Sink } from '../../src/io/sinks/sink.js';
import type { Source } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Commit, Owned, StateKey, StateStore } from '../../src/io/state/state-store.js';
import type { Timed } from '../../src/operators/batch.js';
import { NONE_REJECTED } from '../../src/operators/rejected.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { plain } from '../../src/testing/plain.js';

/** What a write to a sink does to its caller and to the world. */
export type Fault = 'none' | 'before' | 'after' | 'torn';

/** What a commit does to its caller: refused for now and nothing changed, or done and yet failed, for good or for now. */
export type StoreFault = 'none' | 'refused' | 'lied' | 'unanswered';

/** One process: it dies after so many steps, and whatever it awaits then never comes. */
export class Life {
  steps = 0;
  /** The name of the point at which it died, where that has one. */
  diedAt: string | undefined;
  #die: () => void = () => undefined;
  readonly died = new Promise<'died'>((resolve) => {
    this.#die = () => resolve('died');
  });

  constructor(
    readonly lastStep: number,
    /** Only points of this name count as steps; all do where it is undefined. */
    private readonly counted?: string,
  ) {}

  get alive(): boolean {
    return this.steps < this.lastStep;
  }

  /** Never comes back to a dead process: what it was about to do does not happen. */
  async onlyAlive(): Promise<void> {
    if (!this.alive) await new Promise(() => undefined);
  }

  /** It dies now, whatever it is doing. */
  kill(): void {
    this.steps = this.lastStep;
    this.#die();
  }

  /** A point at which the process may be killed. */
  async point(name?: string): Promise<void> {
    await this.onlyAlive();
    if (this.counted !== undefined && this.counted !== name) return;
    this.steps++;
    if (this.alive) return;
    this.diedAt = name;
    this.#die();
    await this.onlyAlive();
  }
}

/** Time that passes a little with every look, and at once in every sleep. */
export const simulatedClock = (life: Life, perLook: number): Clock => {
  let now = 0;
  return {
    now: () => {
      now += perLook;
      return now;
    },
    sleep: async (milliseconds) => {
      now += milliseconds;
      await life.point();
    },
  };
};

/**
 * Rows handed over in chunks of the given sizes; a size of 0 is a look that finds nothing more. Where `silence` is 0
 * no time passes with it, and the run is a replay.
 */
export const simulatedSource = <T extends Timed>(
  life: Life,
  rows: readonly T[],
  sizes: readonly number[],
  silence: number,
): Source<T> => ({
  async *read({ position }) {
    let at = Number(position ?? 0);
    for (let turn = 0; at < rows.length; turn++) {
      await life.point();
      const size = sizes[turn % sizes.length] ?? 1;
      const from = at;
      at += size;
      if (size > 0) yield { rows: rows.slice(from, at), rejected: NONE_REJECTED, position: at };
      // A replay tells no time: at 0 it would confirm a row of the time 0, and no other.
      else
        yield {
          rows: [],
          rejected: NONE_REJECTED,
          position: at,
          ...(silence > 0 && { now: turn * silence }),
        };
    }
    await life.point();
  },
});

interface Committed {
  readonly key: StateKey;
  readonly expected: number;
  readonly next: Commit;
}

/** A store as a process sees it; commits survive the process. The last ones may not survive the machine. */
export class SimulatedDisk {
  #store = memoryStore();
  #committed: Committed[] = [];
  #commit = 0;

  constructor(private readonly faults: readonly StoreFault[]) {}

  /** The machine lost power before these were on disk; every process is dead by then. */
  async lose(commits: number): Promise<void> {
    if (commits === 0) return;
    this.#committed = this.#committed.slice(0, Math.max(0, this.#committed.length - commits));
    this.#store = memoryStore();
    for (const { key, expected, next } of this.#committed) {
      await (await this.#store.claim(key)).commit(expected, next);
    }
  }

  store(life: Life): StateStore {
    return {
      load: async (key) => {
        await life.point();
        return this.#store.load(key);
      },
      list: () => this.#store.list(),
      claim: async (key) => {
        await life.point();
        const owned = await this.#store.claim(key);
        return { ...owned, commit: (expected, next) => this.#write(life, owned, { key, expected, next }) };
      },
      close: async () => undefined,
    };
  }

  async #write(life: Life, owned: Owned, committed: Committed): Promise<void> {
    await life.point();
    const fault = this.faults[this.#commit++ % this.faults.length] ?? 'none';
    if (fault === 'refused') throw new TidemarkError('disk-full', 'The disk is full.', { retryable: true });
    await owned.commit(committed.expected, committed.next);
    const { id } = committed.next;
    if (this.#committed.at(-1)?.next.id !== id) {
      this.#committed.push({ ...committed, next: structuredClone(committed.next) });
    }
    await life.point();
    if (fault === 'lied') throw new TidemarkError('disk-full', 'The disk went away.');
    if (fault === 'unanswered') {
      throw new TidemarkError('disk-full', 'The answer was lost.', { retryable: true });
    }
  }
}

/** A file of rows, written at committed offsets; `append` is the sabotage. */
export class SimulatedFile {
  readonly rows: string[] = [];
  /** Rows that somebody may have read, and that were changed afterwards. */
  readonly takenBack: string[] = [];
  #write = 0;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly sabotage: 'none' | 'append' = 'none',
  ) {}

  sink(life: Life): Sink {
    return {
      name: 'file',
      destination: 'file',
      guarantee: 'exactly once',
      compose: (emitted: readonly Emitted[], { saved }) => {
        const offset = Number(saved ?? 0);
        if (emitted.length === 0) return { deliveries: [], saved: offset };
        const rows = emitted.map((one) => plain(one));
        const delivery = { id: `${offset}+${rows.length}`, body: { offset, rows }, rows: rows.length };
        return { deliveries: [delivery], saved: offset + rows.length };
      },
      write: (delivery) => this.#store(life, delivery),
      close: async () => undefined,
    };
  }

  async #store(life: Life, delivery: Delivery): Promise<void> {
    const { offset, rows } = delivery.body as { offset: number; rows: string[] };
    const fault = this.faults[this.#write++ % this.faults.length] ?? 'none';
    await life.point();
    const failed = new TidemarkError('undeliverable', `A ${fault} write.`, { retryable: true });
    if (fault === 'before') throw failed;
    if (offset > this.rows.length) {
      throw new TidemarkError('undeliverable', 'The file is shorter than it should be.');
    }
    const place = this.sabotage === 'append' ? this.rows.length : offset;
    const part = fault === 'torn' ? rows.slice(0, Math.floor(rows.length / 2)) : rows;
    for (const [i, row] of part.entries()) {
      const before = this.rows[place + i];
      if (before !== undefined && before !== row) this.takenBack.push(`${before} became ${row}`);
      this.rows[place + i] = row;
    }
    await life.point();
    if (fault !== 'none') throw failed;
  }
}
