import { TidemarkError } from '../../../operators/tidemark-error.js';
import { contentIdentity } from './file-identity.js';

/** What is remembered of a file beyond what a look sees. It holds for the file as it was then. */
export interface FileNote {
  readonly identity: string;
  /** That came to nothing. 0: it was shipped, and stays. */
  readonly attempts: number;
  /** Epoch milliseconds before which it is not tried again. */
  readonly after: number;
  readonly reason: string;
}

/** Notes by path. What has changed since it was last asked goes into the next commit, and nothing else does. */
export class FileNotes {
  readonly #notes = new Map<string, FileNote>();
  #changes = new Map<string, FileNote | undefined>();
  /** Paths of what was shipped and stays, by which file it is whatever its name. */
  readonly #kept = new Map<string, string>();

  /**
   * Throws TidemarkError 'bad-options' for what something else remembers. Nothing waits beyond `latest`: a clock that was set back since would
   * make a pause of minutes one of years.
   */
  constructor(remembered: ReadonlyMap<string, unknown>, latest = Number.POSITIVE_INFINITY) {
    for (const [path, value] of remembered) {
      const note = noteOf(value);
      this.#keep(path, { ...note, after: Math.min(note.after, latest) });
    }
  }

  /** Undefined also for another file that has that path now. */
  of(path: string, identity: string): FileNote | undefined {
    const note = this.#notes.get(path);
    return note?.identity === identity ? note : undefined;
  }

  set(path: string, note: FileNote): void {
    this.#keep(path, note);
    this.#changes.set(path, note);
  }

  forget(path: string): void {
    const note = this.#notes.get(path);
    if (note === undefined) return;
    this.#notes.delete(path);
    this.#changes.set(path, undefined);
    const file = contentIdentity(note.identity);
    if (this.#kept.get(file) === path) this.#kept.delete(file);
  }

  /** Under which other path a file was shipped, and stays; renaming has changed the time of its inode and nothing else. */
  keptAs(path: string, identity: string): string | undefined {
    if (this.#kept.size === 0) return undefined;
    const kept = this.#kept.get(contentIdentity(identity));
    return kept === path ? undefined : kept;
  }

  #keep(path: string, note: FileNote): void {
    this.#notes.set(path, note);
    if (note.attempts === 0) this.#kept.set(contentIdentity(note.identity), path);
  }

  /** Paths of which something is noted. */
  paths(): Iterable<string> {
    return this.#notes.keys();
  }

  takeChanges(): ReadonlyMap<string, FileNote | undefined> | undefined {
    if (this.#changes.size === 0) return undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }
}

const noteOf = (value: unknown): FileNote => {
  if (
    typeof value === 'object' &&
    value !== null &&
    'identity' in value &&
    typeof value.identity === 'string' &&
    'attempts' in value &&
    typeof value.attempts === 'number' &&
    'after' in value &&
    typeof value.after === 'number' &&
    'reason' in value &&
    typeof value.reason === 'string'
  ) {
    const { identity, attempts, after, reason } = value;
    return { identity, attempts, after, reason };
  }
  throw new TidemarkError('bad-options', 'The memory of this source is not that of a directory.');
};
