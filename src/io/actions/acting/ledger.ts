import type { Chunk } from '../../../operators/chunk.js';
import type { Action } from '../action.js';
import { type Entry, entryOf, newEntry, savedEntry } from './entry.js';
import { notOfActions } from './not-of-actions.js';
import { Outstanding } from './outstanding.js';

interface Timed {
  readonly time: number;
}

/** What the inner source holds back of one partition. */
interface SavedSince {
  readonly since: number;
  readonly partition?: string;
}

/**
 * What is remembered of a source under an action, by key: rows that are out or unfinished (`out:` and their key), ends of
 * partitions that wait (`end:`), what the inner source holds back (`since:`) and what it remembers itself (`inner:`).
 */
export class Ledger<I extends Timed, O> {
  readonly outstanding: Outstanding<I, O>;
  /** What the inner source has remembered before this run. */
  readonly inner = new Map<string, unknown>();
  readonly #entries = new Map<string, Entry<I, O>>();
  /** Outcomes that the inner source was told and has had no occasion to note. */
  #unnoted: Entry<I, O>[] = [];
  #changes = new Map<string, unknown>();

  /** Throws TidemarkError 'bad-options' for the memory of something else. */
  constructor({ keepsTime }: Pick<Action<I, O>, 'keepsTime'>, remembered: ReadonlyMap<string, unknown>) {
    this.outstanding = new Outstanding(keepsTime);
    for (const [key, value] of remembered) this.#load(key, value);
  }

  /** All that has been taken and not been forgotten. */
  get entries(): readonly Entry<I, O>[] {
    return [...this.#entries.values()];
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  take(row: I, key: string, { partition, ownTime }: Chunk<unknown>, turn: number): Entry<I, O> {
    const entry = newEntry<I, O>(row, key, partition, ownTime === true, turn);
    this.#entries.set(key, entry);
    this.outstanding.add(entry);
    this.save(entry);
    return entry;
  }

  /** An entry has changed. When its outcome is finished and noted, it is forgotten and its key is free. */
  save(entry: Entry<I, O>): void {
    const isOver = entry.isFinished && entry.isNoted;
    if (isOver) this.#entries.delete(entry.key);
    this.#changes.set(`out:${entry.key}`, isOver ? undefined : savedEntry(entry));
  }

  /** A row that is not performed, and of which nothing is said. */
  forget(entry: Entry<I, O>): void {
    this.outstanding.remove(entry);
    this.#entries.delete(entry.key);
    this.#changes.set(`out:${entry.key}`, undefined);
  }

  /** The inner source was told of an outcome, after so many pulls had begun. */
  noted(entry: Entry<I, O>, pulls: number): void {
    entry.notedAt = pulls;
    this.#unnoted.push(entry);
  }

  /** The inner source has given what came of a pull: what it was told before that pull it has noted. */
  innerGave(pull: number): void {
    const unnoted = this.#unnoted;
    if (unnoted.length === 0) return;
    this.#unnoted = unnoted.filter(({ notedAt }) => notedAt >= pull);
    for (const entry of unnoted) {
      if (entry.notedAt >= pull) continue;
      entry.isNoted = true;
      this.save(entry);
    }
  }

  innerRemembers(changes: ReadonlyMap<string, unknown>): void {
    for (const [key, value] of changes) this.#changes.set(`inner:${key}`, value);
  }

  innerHolds(partition: string | undefined, since: number): void {
    this.outstanding.setInner(partition, since);
    const saved: SavedSince = { since, ...(partition !== undefined && { partition }) };
    this.#changes.set(`since:${partition ?? ''}`, since === Infinity ? undefined : saved);
  }

  /** A partition of the inner source has ended; false where its end has to wait. */
  end(partition: string): boolean {
    if (this.outstanding.end(partition)) return true;
    this.#changes.set(`end:${partition}`, true);
    return false;
  }

  /** A partition of the inner source has more rows: should its end have waited, it is taken back. */
  takeBackEnd(partition: string): void {
    if (this.outstanding.takeBackEnd(partition)) this.#changes.set(`end:${partition}`, undefined);
  }

  /** Whether the end of a partition has waited, and need not any longer; answered once. */
  takeEnd(partition: string | undefined): boolean {
    if (!this.outstanding.takeEnd(partition)) return false;
    this.#changes.set(`end:${partition}`, undefined);
    return true;
  }

  /** What has changed since this was last asked; undefined: nothing. */
  takeChanges(): ReadonlyMap<string, unknown> | undefined {
    if (this.#changes.size === 0) return undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }

  #load(key: string, value: unknown): void {
    const end = key.indexOf(':');
    const name = key.slice(end + 1);
    switch (key.slice(0, end)) {
      case 'inner':
        this.inner.set(name, value);
        return;
      case 'out': {
        const entry = entryOf<I, O>(name, value);
        this.#entries.set(name, entry);
        if (!entry.isEmitted) this.outstanding.load(entry);
        return;
      }
      case 'end':
        this.outstanding.loadEnd(name);
        return;
      case 'since': {
        // Only `innerHolds` saves under such keys.
        const { since, partition } = value as SavedSince;
        this.outstanding.loadInner(partition, since);
        return;
      }
      default:
        throw notOfActions('memory');
    }
  }
}
