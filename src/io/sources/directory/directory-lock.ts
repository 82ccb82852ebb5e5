import { lockDirectory } from './lock-directory.js';
import { leaveShipperNote, type ShipperNote } from './shipper-note.js';

/** That this process alone ships from a directory, from when there is one. */
export class DirectoryLock {
  #unlock: (() => void) | undefined;
  #isReleased = false;

  constructor(
    private readonly directory: string,
    private readonly note: ShipperNote,
    private readonly warn: (message: string) => void,
  ) {}

  /** Takes it if it is not held and there is such a directory. Rejects as `lockDirectory` does. */
  async take(): Promise<void> {
    if (this.#unlock !== undefined || this.#isReleased) return;
    this.#unlock = await lockDirectory(this.directory, this.warn);
    if (this.#unlock !== undefined) await leaveShipperNote(this.directory, this.note);
  }

  /** For good. */
  release(): void {
    this.#isReleased = true;
    this.#unlock?.();
    this.#unlock = undefined;
  }
}
