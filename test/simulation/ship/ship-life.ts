import type { FileHandle } from 'node:fs/promises';

/** One process of a shipper: it dies at a point, and whatever it awaits then never comes. */
export class ShipLife {
  readonly opened = new Set<FileHandle>();
  /** What waits for the disk or the store, and is not held back. */
  busy = 0;
  /** Points that it has come to. */
  points = 0;
  #dead = false;
  /** After so many more points it dies, or so many of that name. */
  #left = Number.POSITIVE_INFINITY;
  #at: string | undefined;
  diedAt: string | undefined;

  constructor(
    /** Told of each point: what else happens just then. */
    private readonly onPoint: (name: string) => void,
  ) {}

  get isDead(): boolean {
    return this.#dead;
  }

  dieIn(points: number, at?: string): void {
    this.#left = points;
    this.#at = at;
  }

  kill(): void {
    this.#dead = true;
  }

  async point(name: string): Promise<void> {
    if (!this.#dead) {
      this.points++;
      this.onPoint(name);
      if (this.#at === undefined || this.#at === name) this.#left--;
      if (this.#left <= 0) {
        this.#dead = true;
        this.diedAt = name;
      }
    }
    if (this.#dead) await new Promise(() => undefined);
  }

  /** Something that is done in the world, whole or not at all. */
  async does<R>(name: string, work: () => Promise<R>): Promise<R> {
    await this.point(`before ${name}`);
    const done = await this.counted(work);
    await this.point(`after ${name}`);
    return done;
  }

  async counted<R>(work: () => Promise<R>): Promise<R> {
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
    }
  }

  /** What the system does for a process that is gone. */
  async buried(): Promise<void> {
    for (const handle of this.opened) await handle.close().catch(() => undefined);
  }
}
