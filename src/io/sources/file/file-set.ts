import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Decoded } from '../../codecs/codec.js';
import { FileChain } from './file-chain.js';
import { FilePartition } from './file-partition.js';
import { leadAlike } from './lead-alike.js';
import type { PathSet, PathWithHistory } from './path-set.js';
import type { Reading } from './reading.js';
import { refuseWritten } from './refuse-written.js';
import { type FinishedFiles, NONE_FINISHED, type SavedFile, withFinished } from './saved-file.js';
import { begunIn, type SavedPosition } from './saved-position.js';
import { siblingAt } from './siblings.js';
import { type FileStart, startChain } from './start-chain.js';
import { takeUp } from './take-up.js';
import { troubleOf } from './trouble.js';

/** Files of a glob that are gone are remembered, so many: one that comes back is not read again. */
const MOST_GONE = 100;

/** All that one run reads. */
export class FileSet<T> {
  private readonly byPath = new Map<string, FilePartition<T>>();
  /** In the order in which they went. */
  private gone: FilePartition<T>[] = [];
  /** Paths whose file is read by another path, with that one. */
  private readonly shadowed = new Map<string, string>();
  /** Of paths that are not read. */
  private others: Pick<SavedPosition, 'files' | 'finished'> = { files: [], finished: [] };

  constructor(
    private readonly paths: PathSet,
    private readonly reading: Reading<T>,
  ) {}

  get partitions(): readonly FilePartition<T>[] {
    return [...this.byPath.values()];
  }

  get position(): SavedPosition {
    const files = [...this.others.files];
    const finished = [...this.others.finished];
    for (const { chain } of this.byPath.values()) {
      files.push(...chain.saved);
      if (chain.sums.files > 0) finished.push(chain.sums);
    }
    return { files, finished, begun: this.reading.beginnings.count };
  }

  /** True while a path has been begun and that is not committed: rotated meanwhile, its lines would not be found again. */
  get commitDue(): true | undefined {
    return this.reading.beginnings.commitDue;
  }

  acknowledge(position: unknown): void {
    this.reading.beginnings.acknowledge(begunIn(position));
  }

  /** Whether a path has been begun since this was asked last. */
  hasBegun(): boolean {
    return this.reading.beginnings.takeNew();
  }

  get lines(): number {
    return this.partitions.reduce((sum, { chain }) => sum + chain.lines, 0);
  }

  get progress(): { readonly bytes: number; readonly total: number } {
    let [bytes, total] = [0, 0];
    for (const { chain } of this.byPath.values()) {
      bytes += chain.progress.bytes;
      total += chain.progress.total;
    }
    return { bytes, total };
  }

  /** Opens everything that there is before the first chunk. */
  async begin(resume: SavedPosition | undefined, start: FileStart): Promise<void> {
    const { reading } = this;
    const { paths, saved, sums, others } = await takeUp(resume, this.paths, reading.meter);
    this.others = others;
    reading.beginnings.resume(resume?.begun ?? 0);
    for (const file of others.files) reading.known.leave(file);
    this.sayWhatIsLeft(new Set(others.files.map(({ path }) => path)));
    // All of them before any is opened: none must take for new what belongs to another.
    const known = new Map<string, FilePartition<T>>();
    for (const [path, files] of saved) known.set(path, this.partitionOf(path, files, sums.get(path)));
    const from = resume === undefined ? start : 'beginning';
    for (const found of paths) {
      const partition = known.get(found.path);
      if (partition === undefined) await this.add(found, sums.get(found.path), from);
      else await this.beginWith(partition, found, from);
    }
    if (this.byPath.size === 0) this.sayThatNothingMatches();
  }

  /** Expands globs again; answers with what is new. */
  async refresh(): Promise<readonly FilePartition<T>[]> {
    if (!this.paths.hasGlobs && this.shadowed.size === 0) return [];
    const added: FilePartition<T>[] = [];
    for (const found of await this.paths.expand(this.byPath.keys())) {
      if (this.byPath.has(found.path)) continue;
      const shadow = this.shadowed.get(found.path);
      if (shadow !== undefined && (await leadAlike(found.path, shadow))) continue;
      const partition = await this.add(found, undefined, 'beginning');
      if (partition !== undefined) added.push(partition);
    }
    return added;
  }

  /** Those found by a glob that are gone, each with what was left of it; they have ended. */
  async takeGone(now: number): Promise<readonly (readonly [FilePartition<T>, Decoded<T>])[]> {
    const taken: [FilePartition<T>, Decoded<T>][] = [];
    for (const partition of this.byPath.values()) {
      const isGone = partition.goneFor(now) >= this.reading.grace && !this.paths.isNamed(partition.path);
      if (isGone) taken.push([partition, await partition.give()]);
    }
    const back = new Set(taken.map(([partition]) => partition));
    this.gone = [...this.gone.filter((partition) => partition.hasEnded && !back.has(partition)), ...back];
    for (const partition of this.gone.splice(0, this.gone.length - MOST_GONE)) {
      this.byPath.delete(partition.path);
      const { saved, sums } = partition.chain;
      const { files, finished } = this.others;
      this.others = { files, finished: [...finished, saved.reduce(withFinished, sums)] };
    }
    return taken;
  }

  async close(): Promise<void> {
    for (const { chain } of this.byPath.values()) await chain.close();
  }

  /** A path of which nothing is known, perhaps a new name of a file that is. */
  private async add(
    found: PathWithHistory,
    sums: FinishedFiles | undefined,
    start: FileStart,
  ): Promise<FilePartition<T> | undefined> {
    const { path } = found;
    const file = await siblingAt(path, undefined);
    const reader = file && (await this.reading.known.readerOf(file));
    if (reader !== undefined) {
      this.shadowed.set(path, reader);
      return undefined;
    }
    this.shadowed.delete(path);
    const left = file && (await this.reading.known.leftAt(file));
    return this.beginWith(this.partitionOf(path, left === undefined ? [] : [left], sums), found, start);
  }

  private partitionOf(
    path: string,
    known: readonly SavedFile[],
    sums: FinishedFiles | undefined,
  ): FilePartition<T> {
    const { paths, reading } = this;
    const chain = new FileChain(path, reading, known, sums ?? { path, ...NONE_FINISHED });
    return new FilePartition(paths.only === undefined ? path : undefined, path, chain, reading);
  }

  private async beginWith(
    partition: FilePartition<T>,
    { path, history }: PathWithHistory,
    start: FileStart,
  ): Promise<FilePartition<T> | undefined> {
    const { chain } = partition;
    await refuseWritten(path);
    try {
      await partition.begin(startChain(path, start, history, this.reading));
    } catch (error) {
      // Gone between being found and being opened, or since the last run: there is nothing to read.
      if (this.paths.isNamed(path) || troubleOf(error) !== 'missing') throw error;
      const { files, finished } = this.others;
      this.others = { files: [...files, ...chain.saved], finished: [...finished, chain.sums] };
      return undefined;
    }
    this.byPath.set(path, partition);
    return partition;
  }

  private sayWhatIsLeft(paths: ReadonlySet<string>): void {
    if (paths.size === 0) return;
    const [first] = paths;
    const [what, are, they] =
      paths.size === 1 ? ['was', 'is', 'it was'] : [`and ${paths.size - 1} more were`, 'are', 'they were'];
    this.reading.warn(
      `${first} ${what} read before and ${are} not named any more. Where ${they} left off is kept, for when that is named again.`,
    );
  }

  private sayThatNothingMatches(): void {
    const { reading, paths } = this;
    const what = `No file matches ${paths.given.join(', ')}`;
    if (reading.follow) reading.warn(`${what} yet. Waiting for one to appear.`);
    else throw new TidemarkError('unreadable', `${what}. Check the pattern, or follow it to wait for files.`);
  }
}
