import type { Clock } from '../../../src/io/clock.js';
import { LeaseHolder } from '../../../src/io/leases/lease-holder.js';
import { TargetList } from '../../../src/io/sources/schedule/target-list.js';
import { schedule } from '../../../src/io/sources/schedule.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import type { SpreadTarget } from '../../../src/operators/spread/place-targets.js';
import type { Tick } from '../../../src/operators/spread.js';
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.js';
import { MemoryLeases } from '../../support/memory-leases.js';

export const START = Date.UTC(2026, 10, 30, 12);

export interface Given extends Tick {
  readonly by: string;
  readonly at: number;
  readonly moved?: true;
}

/** A clock that can be stopped with its process: time goes on, and nobody wakes. */
class StoppingClock implements Clock {
  #resumed: Promise<void> | undefined;
  #resume: () => void = () => undefined;

  constructor(private readonly clock: VirtualClock) {}

  now(): number {
    return this.clock.now();
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.clock.sleep(milliseconds, signal);
    await this.#resumed;
  }

  /** Whoever does something waits for this. */
  async running(): Promise<void> {
    await this.#resumed;
  }

  stop(): void {
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resumed = undefined;
    this.#resume();
  }
}

/** Several processes that divide targets, in virtual time, on one table of leases. */
export class SharedSchedules {
  readonly clock = virtualClock(START);
  readonly table = new MemoryLeases(() => this.clock.now());
  readonly given: Given[] = [];
  readonly warnings: string[] = [];
  /** Whether the table can be reached. */
  isUp = true;

  constructor(
    readonly targets: readonly SpreadTarget[],
    readonly lease: number,
  ) {}

  begin(by: string, position?: unknown, note = '') {
    const clock = new StoppingClock(this.clock);
    const stop = new AbortController();
    let isDead = false;
    let hanging: Promise<void> | undefined;
    const reach = async (): Promise<void> => {
      await clock.running();
      await hanging;
      if (isDead) await new Promise<never>(() => undefined);
      if (!this.isUp) throw new Error('connect ECONNREFUSED');
    };
    const source = schedule<Given>({
      targets: new TargetList(this.targets),
      clock,
      missed: () => undefined,
      moved: (tick) => ({ ...tick, by, at: clock.now(), moved: true }),
      shares: {
        begin: (saved) =>
          new LeaseHolder(
            {
              store: this.table.store(reach),
              lease: this.lease,
              clock,
              holder: by,
              note: () => note,
              inform: () => undefined,
              onWarning: (message) => this.warnings.push(message),
            },
            saved,
          ),
      },
    });
    let saved: unknown = position;
    const done = (async () => {
      for await (const chunk of source.read(sourceStart({ position, stop: stop.signal }))) {
        const { rows } = chunk;
        if (isDead) return;
        saved = chunk.position ?? saved;
        for (const row of rows) this.given.push({ by, at: clock.now(), ...row });
      }
    })();
    return {
      /** As kill -9. */
      kill: (): void => {
        isDead = true;
        clock.stop();
      },
      /** What it asks from now on is not answered; answers with what lets all that fail. */
      hang: (): (() => void) => {
        let fail = (): void => undefined;
        hanging = new Promise((_, reject) => {
          fail = () => {
            hanging = undefined;
            reject(new Error('no answer'));
          };
        });
        return fail;
      },
      pause: () => clock.stop(),
      resume: () => clock.resume(),
      end: async (): Promise<void> => {
        stop.abort();
        await this.clock.advance(0);
        await done;
      },
      saved: () => structuredClone(saved),
    };
  }

  ticks(): readonly Given[] {
    return this.given.filter(({ moved }) => moved !== true);
  }

  /** Ticks that were given twice. */
  doubled(): readonly string[] {
    const seen = new Set<string>();
    return this.ticks()
      .map(({ target, time }) => `${target} ${time}`)
      .filter((tick) => seen.has(tick) || !seen.add(tick));
  }

  /** The longest time between two ticks of one target, from one time to another. */
  longestGap(from: number, to: number): number {
    return Math.max(
      ...this.targets.map(({ name }) => {
        const times = this.ticks()
          .filter(({ target, time }) => target === name && time >= from && time <= to)
          .map(({ time }) => time)
          .sort((a, b) => a - b);
        const all = [from, ...times, to];
        return Math.max(...all.map((time, i) => time - (all[i - 1] ?? time)));
      }),
    );
  }

  /** Ticks of a time that nobody gave. */
  missing(from: number, to: number): number {
    const given = new Set(this.ticks().map(({ target, time }) => `${target} ${time}`));
    let count = 0;
    for (const { name, every } of this.targets) {
      const any = this.ticks().find(({ target }) => target === name);
      if (any === undefined) return Infinity;
      for (let time = from + ((((any.time - from) % every) + every) % every); time < to; time += every)
        if (!given.has(`${name} ${time}`)) count++;
    }
    return count;
  }
}
