import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Decoded } from '../../codecs/codec.js';
import type { SourceStart } from '../source.js';
import { FilePartition } from './file-partition.js';
import { forgetGone } from './identity/forget-gone.js';
import { leadAlike } from './identity/lead-alike.js';
import type { FileStat } from './looking/file-stat.js';
import type { PathSet, PathWithHistory } from './looking/path-set.js';
import { siblingAt } from './looking/siblings.js';
import { statAll } from './looking/stat-all.js';
import { WalkedDirectories } from './looking/walked-directories.js';
import type { Reading } from './reading/reading.js';
import { troubleOf } from './reading/trouble.js';
import { refuseWritten } from './refuse-written.js';
import { FileChain, NOTHING_KNOWN, type ToTakeUp } from './rotation/file-chain.js';
import { type FileStart, startChain } from './rotation/start-chain.js';
import { isUnchanged } from './saved/saved-file.js';
import { begunIn, type SavedFiles, type SavedPosition, savedFiles } from './saved/saved-position.js';
import { moved, type PathToRead, takeUp } from './take-up.js';

/** So many files that were left are remembered without asking whether they are still there. */
const FEW = 1000;

/** What a chunk says of the place that a run has come to. */
export interface Announcement {
  readonly position: SavedPosition;
  readonly remembered?: ReadonlyMap<string, unknown>;
}

/** All that one run reads. */
export class FileSet<T> {
  private readonly byPath = new Map<string, FilePartition<T>>();
  private list: readonly FilePartition<T>[] | undefined;
  /** Paths whose file is read by another path, with that one. */
  private readonly shadowed = new Map<string, string>();
  private readonly directories = new WalkedDirectories();
  private position: SavedPosition | undefined;
  private mostLeft = FEW;
  private over: readonly string[] = [];

  constructor(
    private readonly paths: PathSet,
    private readonly reading: Reading<T>,
  ) {}

  get partitions(): readonly FilePartition<T>[] {
    this.list ??= [...this.byPath.values()];
    return this.list;
  }

  /** Partitions of the run before that had not ended and are none of this one: nobody is to wait for their rows. */
  get partitionsOver(): readonly string[] {
    return this.over;
  }

  /** What the next chunk says: everything that has changed since the last one. */
  announcement(): Announcement {
    const { known, beginnings } = this.reading;
    let { position } = this;
    if (position?.begun !== beginnings.count || position.gone !== known.goneSums) {
      const isSingle = this.paths.only !== undefined;
      position = { version: 2, begun: beginnings.count, gone: known.goneSums, ...(isSingle && { isSingle }) };
      this.position = position;
    }
    const remembered = known.takeChanges();
    return { position, ...(remembered !== undefined && { remembered }) };
  }

  /** Whether anything is to be said. */
  get hasChanged(): boolean {
    return this.reading.known.hasChanged;
  }

  /** All that is known, as it stands. */
  get saved(): SavedFiles {
    return { ...this.reading.known.saved, begun: this.reading.beginnings.count };
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

  /** Opens everything that there is before the first chunk. */
  async begin({ position, remembered }: SourceStart, start: FileStart): Promise<void> {
    const { reading, paths } = this;
    const { known, clock, beginnings } = reading;
    const saved = savedFiles(position, remembered);
    known.resume(saved);
    beginnings.resume(saved.begun);
    await this.directories.isDue(clock.now());
    const taken = await takeUp(saved, paths, known, reading.meter);
    this.directories.walked(taken.directories, clock.now());
    this.warnOfWhatIsLeft(new Set(taken.strangers.flatMap((file) => (known.keep(file) ? file.path : []))));
    const from = position === undefined ? start : 'beginning';
    // All of which something is known before any is opened: none must take for new what belongs to another.
    const made = new Map<PathToRead, FilePartition<T>>();
    let done = 0;
    for (const path of taken.paths) {
      if (path.takeUp === NOTHING_KNOWN) continue;
      if (this.isDone(path)) done++;
      else made.set(path, this.partitionOf(path.path, path.takeUp));
    }
    for (const path of taken.paths) {
      const partition = made.get(path);
      if (partition !== undefined) await this.beginWith(partition, path, path.found, from);
      else if (path.takeUp === NOTHING_KNOWN) await this.add(path, path.found, from);
    }
    if (this.byPath.size === 0 && done === 0) this.warnThatNothingMatches();
    const now = new Set(this.partitions.map(({ name = '' }) => name));
    this.over = openBefore(saved).filter((name) => !now.has(name));
    await this.forgetGone();
  }

  /** What lies at the path of each partition. */
  async look(): Promise<readonly (FileStat | undefined)[]> {
    return statAll(this.partitions.map(({ path }) => path));
  }

  /** Expands globs again, where they may find more; answers with what is new. */
  async refresh(now: number): Promise<readonly FilePartition<T>[]> {
    const { paths, directories } = this;
    const isDue = paths.hasGlobs && (await directories.isDue(now));
    if (!isDue && this.shadowed.size === 0) return [];
    const added: FilePartition<T>[] = [];
    const expanded = isDue ? await paths.expand(this.byPath.keys()) : undefined;
    if (expanded !== undefined) directories.walked(expanded.directories, now);
    const shadowed = [...this.shadowed.keys()].filter((path) => paths.isNamed(path));
    for (const found of expanded?.paths ?? shadowed.map((path) => ({ path, history: [] }))) {
      if (this.byPath.has(found.path)) continue;
      const shadow = this.shadowed.get(found.path);
      if (shadow !== undefined && (await leadAlike(found.path, shadow))) continue;
      const partition = await this.add(found, await siblingAt(found.path, undefined), 'beginning');
      if (partition !== undefined) added.push(partition);
    }
    return added;
  }

  /** Those found by a glob that are gone, each with what was left of it; they have ended. */
  async takeGone(now: number): Promise<readonly (readonly [FilePartition<T>, Decoded<T>])[]> {
    const taken: [FilePartition<T>, Decoded<T>][] = [];
    for (const partition of this.partitions) {
      if (!partition.isMissing || this.paths.isNamed(partition.path)) continue;
      if (partition.goneFor(now) < this.reading.grace) continue;
      taken.push([partition, await partition.give()]);
      this.remove(partition);
    }
    await this.forgetGone();
    return taken;
  }

  /** It is not read any more: its files are known as left. */
  remove({ path }: FilePartition<T>): void {
    this.byPath.delete(path);
    this.list = undefined;
  }

  async close(): Promise<void> {
    for (const { chain } of this.byPath.values()) await chain.close();
  }

  /** Whether a single pass has nothing to do there: what was read to its end is as it was. */
  private isDone({ found, takeUp: { files, goesOn } }: PathToRead): boolean {
    const [file] = files;
    if (this.reading.follow || goesOn === undefined || found === undefined || file === undefined)
      return false;
    return isUnchanged(file, found) && !(file.partial === true && this.reading.lastLine === 'take');
  }

  /** A path of which nothing is known, perhaps a new name of a file that is. */
  private async add(
    found: PathWithHistory,
    stat: FileStat | undefined,
    start: FileStart,
  ): Promise<FilePartition<T> | undefined> {
    const { path } = found;
    const { known } = this.reading;
    const file = stat && { ...stat, path };
    const reader = file && (await known.readerOf(file));
    if (reader !== undefined) {
      this.shadowed.set(path, reader);
      return undefined;
    }
    this.shadowed.delete(path);
    const left = file && (await known.leftAt(file));
    const again = left && {
      files: [left.path === path ? left : moved(left, path)],
      isRemembered: left.path === path,
      goesOn: left,
    };
    return this.beginWith(this.partitionOf(path, again ?? NOTHING_KNOWN), found, file, start);
  }

  private partitionOf(path: string, known: ToTakeUp): FilePartition<T> {
    const { paths, reading } = this;
    const chain = new FileChain(path, reading, known);
    return new FilePartition(paths.only === undefined ? path : undefined, path, chain, reading);
  }

  private async beginWith(
    partition: FilePartition<T>,
    { path, history, isReal = false }: PathWithHistory,
    found: FileStat | undefined,
    start: FileStart,
  ): Promise<FilePartition<T> | undefined> {
    await refuseWritten(path);
    try {
      await partition.begin(startChain({ path, start, history, found, isReal }, this.reading), found);
    } catch (error) {
      // Gone between being found and being opened, or since the last run: there is nothing to read.
      if (this.paths.isNamed(path) || troubleOf(error) !== 'missing') throw error;
      await partition.chain.leave();
      return undefined;
    }
    this.byPath.set(path, partition);
    this.list = undefined;
    return partition;
  }

  /** Once many files are known that nobody reads, those are forgotten that are not there any more. */
  private async forgetGone(): Promise<void> {
    const { known } = this.reading;
    if (known.leftCount <= this.mostLeft) return;
    await forgetGone(known, this.directories.all, (path) => this.byPath.has(path));
    this.mostLeft = 2 * known.leftCount + FEW;
  }

  private warnOfWhatIsLeft(paths: ReadonlySet<string>): void {
    if (paths.size === 0) return;
    const [first] = paths;
    const [what, are, they] =
      paths.size === 1 ? ['was', 'is', 'it was'] : [`and ${paths.size - 1} more were`, 'are', 'they were'];
    this.reading.warn(
      `${first} ${what} read before and ${are} not named any more. Where ${they} left off is kept, for when that is named again.`,
    );
  }

  private warnThatNothingMatches(): void {
    const { reading, paths } = this;
    const what = `No file matches ${paths.given.join(', ')}`;
    if (reading.follow) reading.warn(`${what} yet. Waiting for one to appear.`);
    else throw new TidemarkError('unreadable', `${what}. Check the pattern, or follow it to wait for files.`);
  }
}

/** Partitions that had not ended where the run before was stopped. */
const openBefore = ({ files, isSingle, isOld }: SavedFiles): readonly string[] => {
  const paths = files.flatMap(({ path, left, unnamed }) => ((left ?? unnamed) === undefined ? path : []));
  if (isOld) return [...new Set([...paths, ...(isSingle === true ? [''] : [])])];
  return isSingle === true ? [''] : [...new Set(paths)];
};
