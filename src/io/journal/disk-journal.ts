import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { hasCode } from '../disk/has-code.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { stateFailure, stateLost } from '../state/state-failure.js';
import { AppendGroups } from './append-groups.js';
import { damagedJournal } from './damaged-journal.js';
import type { Appending, Journal, JournalEntry } from './journal.js';
import { decodeRecord, encodeGroup } from './journal-record.js';
import type { Recovered } from './recover-segments.js';
import type { OpenSegmentFile, SegmentFile } from './segment-file.js';
import { encodeHeader, HEADER_SIZE, newHeader } from './segment-header.js';
import { segmentName } from './segment-name.js';

export interface DiskJournalParts {
  readonly directory: string;
  readonly open: OpenSegmentFile;
  readonly segmentBytes: number;
  readonly groupBytes: number;
  readonly recovered: Recovered;
  /** Called once it is closed. */
  readonly release: () => void;
}

interface Segment {
  readonly first: number;
  readonly salt: number;
  /** Offset after its last record that is on disk. */
  end: number;
}

interface Active extends Segment {
  readonly file: SegmentFile;
}

/** Bytes of a usual group of small records. */
const SCRATCH = 64 * 1024;

/** A journal in a directory of which this process is the owner. */
export class DiskJournal implements Journal {
  #last: number;
  #lastTime: number;
  #bytes: number;
  #syncs = 0;
  /** Of the group that is being written, of which there is one. */
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH);
  /** All of them, the active one too, oldest first. */
  readonly #segments: Segment[];
  #active: Active | undefined;
  #broken: unknown;
  readonly #groups: AppendGroups;

  constructor(private readonly parts: DiskJournalParts) {
    const { segments, active } = parts.recovered;
    const last = segments.at(-1);
    this.#last = last?.last ?? 0;
    this.#lastTime = last?.lastTime ?? -Infinity;
    this.#bytes = segments.reduce((sum, { end }) => sum + end - HEADER_SIZE, 0);
    this.#segments = segments.map(({ first, salt, end }) => ({ first, salt, end }));
    const segment = this.#segments.pop();
    if (segment !== undefined && active !== undefined) {
      this.#active = { ...segment, file: active };
      this.#segments.push(this.#active);
    }
    this.#groups = new AppendGroups((group, size) => this.#write(group, size), parts.groupBytes);
  }

  get first(): number {
    return this.#segments[0]?.first ?? this.#last + 1;
  }

  get last(): number {
    return this.#last;
  }

  get lastTime(): number {
    return this.#lastTime;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get syncs(): number {
    return this.#syncs;
  }

  append(entry: Appending): void {
    this.#groups.add(entry);
  }

  async *entries(after: number): AsyncGenerator<JournalEntry, void, undefined> {
    const { directory } = this.parts;
    const all = [...this.#segments];
    for (const [i, { first, salt, end }] of all.entries()) {
      if ((all[i + 1]?.first ?? Infinity) <= after + 1) continue;
      const name = segmentName(first);
      const bytes = (await readFile(join(directory, name))).subarray(0, end);
      for (let offset = HEADER_SIZE; offset < end; ) {
        const record = decodeRecord(bytes, offset, salt);
        if (typeof record === 'string') {
          throw damagedJournal(directory, `${name} is damaged at byte ${offset}: ${record}.`);
        }
        if (record.sequence > after) yield record;
        offset = record.end;
      }
    }
  }

  async trim(through: number, before: (through: number) => Promise<void>): Promise<void> {
    const { directory } = this.parts;
    // The active one has no next one, so it stays.
    const kept = this.#segments.findIndex((_, i) => (this.#segments[i + 1]?.first ?? Infinity) > through + 1);
    const next = this.#segments[kept];
    if (kept < 1 || next === undefined) return;
    try {
      await before(next.first - 1);
      for (const { first } of this.#segments.slice(0, kept)) {
        await rm(join(directory, segmentName(first)));
        this.#segments.shift();
        // One after the other: a gap between those that a crash leaves would look like damage.
        await syncDirectory(directory);
      }
    } catch (error) {
      throw stateFailure(directory, error);
    }
  }

  async close(): Promise<void> {
    await this.#groups.settled();
    // All that was acknowledged is on disk: whatever closing says changes nothing.
    await this.#active?.file.close().catch(() => undefined);
    this.parts.release();
  }

  async #write(group: readonly Appending[], size: number): Promise<number> {
    if (this.#broken !== undefined) throw this.#broken;
    const active = await this.#segmentFor(size);
    const first = this.#last + 1;
    const pieces = encodeGroup(group, first, active.salt, this.#scratch);
    this.#syncs++;
    try {
      await active.file.write(pieces, active.end);
    } catch (error) {
      const failure = this.#failure(error, size);
      await (this.#broken === undefined ? this.#takeBack(active) : this.#cutOff(active));
      throw this.#broken ?? failure;
    }
    active.end += size;
    this.#bytes += size;
    this.#last += group.length;
    this.#lastTime = group.at(-1)?.time ?? this.#lastTime;
    return first;
  }

  async #segmentFor(size: number): Promise<Active> {
    const active = this.#active;
    const fits = active !== undefined && active.end + size <= this.parts.segmentBytes;
    if (active !== undefined && (fits || active.end === HEADER_SIZE)) return active;
    const made = await this.#make();
    this.#active = made;
    this.#segments.push(made);
    await active?.file.close().catch(() => undefined);
    return made;
  }

  async #make(): Promise<Active> {
    const { directory, open } = this.parts;
    const header = newHeader(this.#last + 1, this.#lastTime);
    const path = join(directory, segmentName(header.first));
    let file: SegmentFile | undefined;
    try {
      file = await open(path, 'wx');
      await file.write([encodeHeader(header)], 0);
      await syncDirectory(directory);
      return { file, first: header.first, salt: header.salt, end: HEADER_SIZE };
    } catch (error) {
      // Nothing was kept in it yet, so it can be made again.
      await file?.close().catch(() => undefined);
      await rm(path, { force: true }).catch((left: unknown) => this.#break(left));
      throw this.#failure(error, HEADER_SIZE);
    }
  }

  /** Undoes a write for which there was no room. On disk too: what was refused must not come back after a crash. */
  async #takeBack(active: Active): Promise<void> {
    try {
      await active.file.truncate(active.end);
    } catch (error) {
      this.#break(error);
    }
  }

  /**
   * After a failed write: what the system holds of this file is no longer what is on disk, and it will not say so again.
   * What was refused shall not be found by the next start, if that can be had.
   */
  async #cutOff(active: Active): Promise<void> {
    const path = join(this.parts.directory, segmentName(active.first));
    await active.file.close().catch(() => undefined);
    this.#active = undefined;
    try {
      const file = await this.parts.open(path, 'r+');
      await file.truncate(active.end).finally(() => file.close());
    } catch {
      // The next start reads what is there and writes it again before it believes it.
    }
  }

  /** What a failed call means; only for a full disk does it go on. */
  #failure(error: unknown, size: number): unknown {
    const { directory } = this.parts;
    // Of a directory that this process has made or found.
    const failure = hasCode(error, 'ENOENT') ? stateLost(directory) : stateFailure(directory, error, size);
    if (!(failure instanceof TidemarkError && failure.retryable)) this.#break(lost(failure) ?? error);
    return this.#broken ?? failure;
  }

  #break(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#broken ??=
      lost(error) ??
      new TidemarkError(
        'unwritable',
        `Journal ${this.parts.directory} cannot be written any more: ${text}. Nothing that was acknowledged is lost. Check the disk, then start again.`,
        { cause: error },
      );
  }
}

/** A directory that is gone: then what was acknowledged may be, too. */
const lost = (error: unknown): TidemarkError | undefined =>
  error instanceof TidemarkError && error.code === 'state-lost' ? error : undefined;
