import { freeShare } from '../../disk/free-share.js';
import { spaceLeft } from '../../disk/space-left.js';
import { type Backlog, NOTHING_WAITS } from './backlog.js';
import type { FilesReport, WaitingFile } from './directory-rows.js';
import type { Outage } from './looks.js';
import type { WalkedFile } from './walk-directory.js';

/** Milliseconds between two reports, at least; and as long as anything waits, at most. */
const EVERY = 10_000;

/** Says what waits: when that has changed, and again and again as long as anything does. */
export class DirectoryReports {
  /** When the next one may be due; Infinity: when a look has seen something. */
  next = Number.POSITIVE_INFINITY;
  #backlog: Backlog = NOTHING_WAITS;
  #hasLooked = false;
  #said: { readonly time: number; readonly text: string } | undefined;

  constructor(
    private readonly directory: string,
    private readonly stateOf: (file: WalkedFile) => Pick<WaitingFile, 'state' | 'reason' | 'attempts'>,
  ) {}

  looked(backlog: Backlog): void {
    this.#backlog = backlog;
    this.#hasLooked = true;
  }

  /** The rows of a report, where one is due. */
  due(time: number, outage: Outage | undefined): readonly (FilesReport | WaitingFile)[] {
    if (!this.#hasLooked && outage === undefined) return [];
    const from = this.#said === undefined ? time : this.#said.time + EVERY;
    if (time < from) {
      this.next = from;
      return [];
    }
    return this.#isNew(time, outage) ? this.now(time, outage) : [];
  }

  /** The rows of a report, whether one is due or not. */
  now(time: number, outage: Outage | undefined): readonly (FilesReport | WaitingFile)[] {
    const report = this.#report(time, outage);
    this.#said = { time, text: textOf(report) };
    return [report, ...this.#backlog.oldest.map((file) => this.#waiting(file, time))];
  }

  /** Something waits, or has done so a moment ago. */
  #isNew(time: number, outage: Outage | undefined): boolean {
    const report = this.#report(time, outage);
    const waits = report.oldest > 0 || report.waiting > 0;
    this.next = waits ? time + EVERY : Number.POSITIVE_INFINITY;
    return waits || this.#said?.text !== textOf(report);
  }

  #report(time: number, outage: Outage | undefined): FilesReport {
    const { waiting, bytes, failing, oldest: files } = this.#backlog;
    const [first] = files;
    const age = first === undefined ? 0 : ageOf(first, time);
    const outageAge = outage === undefined ? 0 : time - outage.since;
    const free = spaceLeft(this.directory);
    const share = freeShare(this.directory);
    const known = first === undefined ? undefined : this.stateOf(first);
    return {
      kind: 'files',
      time,
      oldest: Math.max(age, outageAge),
      path: first?.path ?? (outage === undefined ? '' : this.directory),
      reason: outage?.error.message ?? known?.reason ?? '',
      attempts: known?.attempts ?? 0,
      waiting,
      bytes,
      failing,
      ...(Number.isFinite(free) && { free }),
      ...(share !== undefined && { free_share: share }),
    };
  }

  #waiting(file: WalkedFile, time: number): WaitingFile {
    const { path, bytes: size } = file;
    return { kind: 'waiting', time, path, age: ageOf(file, time), size, ...this.stateOf(file) };
  }
}

/** Of a report, all but what changes all the time. */
const textOf = ({ time: _, oldest, free, free_share, ...said }: FilesReport): string => JSON.stringify(said);

/** A clock that was set back makes nothing younger than new. */
const ageOf = ({ changed }: WalkedFile, time: number): number => Math.max(0, time - changed);
