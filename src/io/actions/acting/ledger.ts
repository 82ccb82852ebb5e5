import type { Action } from '../action.js';
import { type Entry, entryOf, isOut, newEntry, savedEntry } from './entry.js';
import { Outstanding } from './outstanding.js';

const OUT = 'out:';
const END = 'end:';
const INNER = 'inner:';

interface Timed {
  readonly time: number;
}

/** What is remembered of a source under an action: what is out, what is unfinished, and what the source itself remembers. */
export class Ledger<I extends Timed, O> {
  readonly outstanding: Outstanding<I, O>;
  /** What the inner source has remembered before this run. */
  readonly inner: ReadonlyMap<string, unknown>;
  readonly #entries = new Map<string, Entry<I, O>>();
  /** Finished, and still to be noted by the inner source. */
  #finished: Entry<I, O>[] = [];
  #changes = new Map<string, unknown>();

  constructor(action: Pick<Action<I, O>, 'keepsTime'>, remembered: ReadonlyMap<string, unknown>) {
    this.outstanding = new Outstanding(action.keepsTime);
    const inner = new Map<string, unknown>();
    for (const [key, value] of remembered) {
      if (key.startsWith(INNER)) inner.set(key.slice(INNER.length), value);
      if (key.startsWith(OUT)) this.#load(entryOf(key.slice(OUT.length), value));
    }
    // Ends last: whether they wait depends on what is out.
    for (const key of remembered.keys())
      if (key.startsWith(END)) this.outstanding.loadEnd(key.slice(END.length));
    this.inner = inner;
  }

  /** All that has been taken and not been forgotten. */
  get entries(): Iterable<Entry<I, O>> {
    return this.#entries.values();
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  take(row: I, key: string, partition: string | undefined, turn: number): Entry<I, O> {
    const entry = newEntry<I, O>(row, key, partition, turn);
    this.#entries.set(key, entry);
    this.outstanding.add(entry);
    this.save(entry);
    return entry;
  }

  save(entry: Entry<I, O>): void {
    this.#changes.set(OUT + entry.key, savedEntry(entry));
  }

  /** Nothing is to be done about it any more, and its key is free. */
  forget({ key }: Entry<I, O>): void {
    this.#entries.delete(key);
    this.#changes.set(OUT + key, undefined);
  }

  /** It is forgotten when the inner source has had occasion to note its outcome. */
  forgetLater(entry: Entry<I, O>): void {
    entry.stage = 'finished';
    this.#finished.push(entry);
  }

  /** The inner source has given what came of a pull: what it was told before that pull it has noted. */
  innerGave(pull: number): void {
    if (this.#finished.length === 0) return;
    const isNoted = ({ toldAt }: Entry<I, O>): boolean => toldAt < pull;
    for (const entry of this.#finished.filter(isNoted)) this.forget(entry);
    this.#finished = this.#finished.filter((entry) => !isNoted(entry));
  }

  /** The inner source gives nothing any more: the next run tells it again. */
  keepFinished(): void {
    for (const entry of this.#finished.splice(0)) this.save(entry);
  }

  innerRemembers(changes: ReadonlyMap<string, unknown>): void {
    for (const [key, value] of changes) this.#changes.set(INNER + key, value);
  }

  /** A partition of the inner source has ended; false where its end has to wait. */
  end(partition: string): boolean {
    if (this.outstanding.end(partition)) return true;
    this.#changes.set(END + partition, true);
    return false;
  }

  /** Whether the end of a partition has waited, and need not any longer; answered once. */
  takeEnd(partition: string | undefined): boolean {
    if (!this.outstanding.takeEnd(partition)) return false;
    this.#changes.set(END + (partition ?? ''), undefined);
    return true;
  }

  /** What has changed since this was last asked; undefined: nothing. */
  takeChanges(): ReadonlyMap<string, unknown> | undefined {
    if (this.#changes.size === 0) return undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }

  #load(entry: Entry<I, O>): void {
    this.#entries.set(entry.key, entry);
    if (isOut(entry)) this.outstanding.add(entry);
    this.outstanding.unsay(entry.partition);
  }
}
