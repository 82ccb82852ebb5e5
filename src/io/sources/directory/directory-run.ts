import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import { beginSettle, settleAgain, settleSteps } from '../../../operators/settle.js';
import type { Clock } from '../../clock.js';
import type { SourceStart } from '../source.js';
import { type Backlog, backlogSteps } from './backlog.js';
import type { DirectoryOptions } from './directory-options.js';
import { DirectoryReports } from './directory-reports.js';
import {
  type DirectoryRow,
  isFileOutcome,
  isOther,
  isReadyFile,
  type ReadyFile,
  type WaitingState,
} from './directory-rows.js';
import { contentIdentity } from './file-identity.js';
import { FileNotes } from './file-notes.js';
import { type Looked, Looks } from './looks.js';
import { ReadyQueue } from './ready-queue.js';
import { stepByStep } from './step-by-step.js';
import { unseenPaths } from './unseen-paths.js';
import type { Walk, WalkedFile } from './walk-directory.js';

/** Files that are given at once: they are in one commit. */
const MOST = 256;
/** Milliseconds before the second try of a file; each further one is twice as far away, up to the longest. */
const FIRST_PAUSE = 1000;
/** Milliseconds between looks at what is awaited. */
const AGAIN = 1000;
const LONGEST_PAUSE = 5 * 60_000;

type RunOptions = DirectoryOptions & { readonly clock: Clock; readonly random: () => number };

/** One run of a directory. */
export class DirectoryRun {
  readonly #state = beginSettle();
  readonly #notes: FileNotes;
  readonly #queue = new ReadyQueue();
  readonly #looks: Looks;
  readonly #reports: DirectoryReports;
  /** Of those that were given and have no outcome yet, or were shipped and are there still: which file it was. */
  readonly #given = new Map<string, string>();
  readonly #sent = new Map<string, string>();
  /** The directory that was looked at last. */
  #root: string | undefined;
  #looked = 0;
  /** With `once`: what the last look has seen. */
  #seen: readonly WalkedFile[] = [];

  constructor(
    private readonly options: RunOptions,
    private readonly start: SourceStart,
  ) {
    this.#notes = new FileNotes(start.remembered, options.clock.now() + LONGEST_PAUSE);
    this.#root = rootOf(start.position);
    this.#looks = new Looks(options, start.stop);
    this.#reports = new DirectoryReports(options.directory, (file) => this.#stateOf(file));
  }

  async *chunks(): AsyncGenerator<Chunk<DirectoryRow>, void, undefined> {
    const { clock, once } = this.options;
    const { stop } = this.start;
    if (stop.aborted) return;
    try {
      while (!stop.aborted) {
        const hasLooked = await this.#foldLook();
        if (once === true && this.#looks.outage !== undefined) throw this.#looks.outage.error;
        const time = Math.floor(clock.now());
        const rows = [...this.#reports.due(time, this.#looks.outage), ...this.#ready(time)];
        const remembered = this.#notes.takeChanges();
        if (rows.length > 0 || remembered !== undefined || hasLooked) {
          yield {
            rows,
            rejected: NONE_REJECTED,
            ownTime: true,
            position: { root: this.#root },
            ...(remembered !== undefined && { remembered }),
            ...(this.#queue.size === 0 && { now: time }),
          };
          continue;
        }
        if (once === true && this.#looks.isOver) {
          if (!this.#isAwaited) {
            yield await this.#last(time);
            // Nothing more comes in this millisecond.
            yield { rows: [], rejected: NONE_REJECTED, position: { root: this.#root }, now: time + 1 };
            return;
          }
          // What an earlier run has shipped, and this one has removed, has no outcome: a look sees that it is gone.
          this.#looks.by(time + AGAIN);
        }
        await this.#looks.rest(this.#reports.next);
      }
    } finally {
      await this.#looks.close();
    }
  }

  /** An outcome is to come, of what is not known to stay for another reason. */
  get #isAwaited(): boolean {
    for (const path of this.#given.keys()) if (this.options.whyLeft?.(path) === undefined) return true;
    return false;
  }

  #isOpen(time: number): boolean {
    return this.options.isOpen?.(time) ?? true;
  }

  /** What is left, with which a run that is over ends. */
  async #last(time: number): Promise<Chunk<DirectoryRow>> {
    const isLeft = ({ path, identity }: WalkedFile): boolean =>
      this.#sent.get(path) !== identity || this.options.whyLeft?.(path) !== undefined;
    this.#reports.looked(await this.#backlogOf(this.#seen.filter(isLeft)));
    return {
      rows: this.#reports.now(time, undefined),
      rejected: NONE_REJECTED,
      ownTime: true,
      position: { root: this.#root },
      now: time,
    };
  }

  #backlogOf(files: readonly WalkedFile[]): Promise<Backlog> {
    return stepByStep(
      backlogSteps(
        files,
        ({ path, identity }) => this.#notes.of(path, identity)?.attempts !== 0,
        ({ path, identity }) => this.#notes.of(path, identity) !== undefined,
      ),
    );
  }

  /** What became of a file that was given, by this run or one before. */
  outcome(row: unknown, outcome: unknown): void {
    if (!isReadyFile(row) || !isFileOutcome(outcome)) return;
    const { path, identity } = row;
    if (this.#given.get(path) === identity) this.#given.delete(path);
    const { clock, random, keeps } = this.options;
    const now = Math.floor(clock.now());
    if (outcome.shipped) {
      if (keeps === true) this.#notes.set(path, { identity, attempts: 0, after: 0, reason: '' });
      else {
        this.#notes.forget(path);
        this.#sent.set(path, identity);
      }
    } else if (isOther(outcome)) settleAgain(this.#state, row, now + this.options.settle);
    else if (outcome.class !== 'dry-run') {
      // Half of it is by chance, so that those that failed together do not come together.
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (row.attempt - 1)) * (0.5 + random() / 2);
      const after = now + Math.ceil(pause);
      this.#notes.set(path, { identity, attempts: row.attempt, after, reason: outcome.reason });
      settleAgain(this.#state, row, after);
      if (this.options.once !== true) this.#looks.by(after);
    }
    // Another look would have been for what has come now.
    if (this.options.once === true && this.#looked >= 2 && !this.#isAwaited) this.#looks.cancel();
    this.#looks.wake();
  }

  /** Whether a look has ended. What it has seen is nobody's from here on: a million files are no small matter. */
  async #foldLook(): Promise<boolean> {
    const looked = this.#looks.take();
    if (looked !== undefined) await this.#fold(looked);
    return looked !== undefined;
  }

  async #fold({ begun, ended, walk }: Looked): Promise<void> {
    this.#looked++;
    const { once, settle: span } = this.options;
    const isUnseen = this.#unseenAt(walk);
    // A file may have been looked at as late as the look ended, and the next time as early as that begins.
    const look = { time: begun, files: walk.files, isUnseen };
    const { settled, gone, next } = await stepByStep(settleSteps(this.#state, look, span + ended - begun));
    for (const path of gone) {
      this.#given.delete(path);
      this.#sent.delete(path);
    }
    this.#followRenamed(walk.files);
    this.#forgetGone(isUnseen);
    if (once !== true || this.#looked <= 2)
      await stepByStep(this.#queue.add(settled.filter((file) => this.#isToGive(file, ended))));
    if (once === true) this.#seen = walk.files;
    this.#reports.looked(await this.#backlogOf(walk.files));
    // Once, two looks are enough: what has changed meanwhile is left.
    if (once !== true || this.#looked === 1) this.#looks.by(next);
  }

  /**
   * Of what nothing is concluded. A directory in the place of that which was looked at before, and with nothing in it, is most often the
   * place where that one is to be mounted.
   */
  #unseenAt({ root, files, unseen }: Walk): (path: string) => boolean {
    if (this.#root !== undefined && this.#root !== root && files.length === 0) return () => true;
    this.#root = root;
    return unseenPaths(unseen);
  }

  /** What was shipped and stays may get another name, as rotated logs do: it is not shipped again. */
  #followRenamed(files: readonly WalkedFile[]): void {
    if (this.options.keeps !== true) return;
    const renamed = files.flatMap(({ path, identity }) => {
      if (this.#notes.of(path, identity) !== undefined) return [];
      const before = this.#notes.keptAs(path, identity);
      if (before === undefined) return [];
      // A second name of one that has its first one still is another file.
      const there = this.#state.files.get(before)?.identity;
      const isStill = there !== undefined && contentIdentity(there) === contentIdentity(identity);
      return isStill ? [] : [{ before, path, identity }];
    });
    // Names are passed on from one to the next, so all are given up before any is taken.
    for (const { before } of renamed) this.#notes.forget(before);
    for (const { path, identity } of renamed)
      this.#notes.set(path, { identity, attempts: 0, after: 0, reason: '' });
  }

  /** Notes of earlier runs may be of files that are gone since. */
  #forgetGone(isUnseen: (path: string) => boolean): void {
    const there = this.#state.files;
    for (const path of this.#notes.paths()) {
      const known = there.get(path);
      if (known === undefined ? !isUnseen(path) : this.#notes.of(path, known.identity) === undefined)
        this.#notes.forget(path);
    }
  }

  #isToGive(file: WalkedFile, now: number): boolean {
    const { path, identity } = file;
    if (this.#sent.get(path) === identity) return false;
    const note = this.#notes.of(path, identity);
    if (note === undefined) return true;
    if (note.attempts === 0) return false;
    if (note.after <= now || this.options.once === true) return true;
    settleAgain(this.#state, file, note.after);
    this.#looks.by(note.after);
    return false;
  }

  /** The next of those that are still what they were when they came into the queue. */
  #ready(time: number): readonly ReadyFile[] {
    // Looks go on, and with them this is asked again.
    if (!this.#isOpen(time)) return [];
    while (this.#queue.size > 0) {
      const rows: ReadyFile[] = [];
      for (const { path, identity, bytes, modified } of this.#queue.take(MOST)) {
        if (this.#state.files.get(path)?.identity !== identity) continue;
        this.#given.set(path, identity);
        const attempt = (this.#notes.of(path, identity)?.attempts ?? 0) + 1;
        rows.push({ kind: 'ready', time, path, identity, bytes, modified, attempt });
      }
      if (rows.length > 0) return rows;
    }
    return [];
  }

  #stateOf({ path, identity }: WalkedFile): { state: WaitingState; reason: string; attempts: number } {
    const left = this.options.whyLeft?.(path);
    if (left !== undefined) return { state: 'sent', reason: left, attempts: 0 };
    if (this.#sent.get(path) === identity)
      return { state: 'sent', reason: 'it is shipped, and is being removed', attempts: 0 };
    const note = this.#notes.of(path, identity);
    const { attempts = 0, reason = '' } = note ?? {};
    if (this.#given.get(path) === identity)
      return { state: 'sending', reason: reason || 'it is being sent', attempts };
    if (note !== undefined) return { state: 'failed', reason, attempts };
    const queued = this.#isOpen(this.options.clock.now())
      ? 'others that are older come first'
      : 'it is not the hour to ship';
    return this.#state.files.get(path)?.after === Number.POSITIVE_INFINITY
      ? { state: 'queued', reason: queued, attempts }
      : { state: 'settling', reason: 'it was changed, or came, a short time ago', attempts };
  }
}

const rootOf = (position: unknown): string | undefined =>
  typeof position === 'object' && position !== null && 'root' in position && typeof position.root === 'string'
    ? position.root
    : undefined;
