import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Decoded } from '../../codecs/codec.js';
import { FileChain } from './file-chain.js';
import { FilePartition } from './file-partition.js';
import { isKnown } from './find-again.js';
import type { PathSet, PathWithHistory } from './path-set.js';
import type { Reading } from './reading.js';
import type { FinishedFiles, SavedFile } from './saved-file.js';
import type { SavedPosition } from './saved-position.js';
import { siblingAt } from './siblings.js';
import { type FileStart, startChain } from './start-chain.js';
import { troubleOf } from './trouble.js';

/** Files of a glob that are gone are remembered, so many: one that comes back is not read again. */
const MOST_GONE = 100;

/** All that one run reads. */
export class FileSet<T> {
  private readonly byPath = new Map<string, FilePartition<T>>();
  /** In the order in which they went. */
  private gone: FilePartition<T>[] = [];
  /** Of paths that are not read any more. */
  private others: readonly FinishedFiles[] = [];

  constructor(
    private readonly paths: PathSet,
    private readonly reading: Reading<T>,
  ) {}

  get partitions(): readonly FilePartition<T>[] {
    return [...this.byPath.values()];
  }

  get position(): SavedPosition {
    const files: SavedFile[] = [];
    const finished = [...this.others];
    for (const { chain } of this.byPath.values()) {
      files.push(...chain.saved);
      if (chain.sums.files > 0) finished.push(chain.sums);
    }
    return { files, finished };
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
    const { paths, reading } = this;
    const saved = new Map<string, SavedFile[]>();
    const strangers: SavedFile[] = [];
    for (const file of resume?.files ?? []) {
      if (paths.includes(file.path)) saved.set(file.path, [...(saved.get(file.path) ?? []), file]);
      else strangers.push(file);
    }
    for (const { path } of strangers) {
      reading.warn(`${path} was read before and is not named any more. Where it was left off is forgotten.`);
    }
    const sums = new Map((resume?.finished ?? []).map((sum) => [sum.path, sum]));
    const expanded = await paths.expand(saved.keys());
    const matched = new Set(expanded.map(({ path }) => path));
    const rest = [...saved.keys()]
      .filter((path) => !matched.has(path))
      .map((path) => ({ path, history: [] }));
    // Those first of which something is known: so a file that lies under two names is read where it was read before.
    const order = [...rest, ...expanded].sort(
      (a, b) => Number(saved.has(b.path)) - Number(saved.has(a.path)),
    );
    for (const found of order) {
      const { path } = found;
      await this.add(
        found,
        saved.get(path) ?? [],
        sums.get(path),
        resume === undefined ? start : 'beginning',
      );
    }
    this.others = [...sums.values(), ...strangers.map(sumOf)].filter(({ path }) => !this.byPath.has(path));
    if (this.byPath.size === 0) this.sayThatNothingMatches();
  }

  /** Expands globs again; answers with what is new. */
  async refresh(): Promise<readonly FilePartition<T>[]> {
    if (!this.paths.hasGlobs) return [];
    const added: FilePartition<T>[] = [];
    for (const found of await this.paths.expand(this.byPath.keys())) {
      if (this.byPath.has(found.path)) continue;
      const partition = await this.add(found, [], undefined, 'beginning');
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
      this.others = [...this.others, ...partition.chain.saved.map(sumOf), partition.chain.sums];
    }
    return taken;
  }

  async close(): Promise<void> {
    for (const { chain } of this.byPath.values()) await chain.close();
  }

  private async add(
    { path, history }: PathWithHistory,
    saved: readonly SavedFile[],
    sums: FinishedFiles | undefined,
    start: FileStart,
  ): Promise<FilePartition<T> | undefined> {
    const { paths, reading } = this;
    const known = saved.length > 0 ? saved : await this.knownAs(path);
    if (known === undefined) return undefined;
    const chain = new FileChain(path, reading, known, sums ?? { path, files: 0, bytes: 0, lines: 0 });
    const partition = new FilePartition(paths.only === undefined ? path : undefined, path, chain, reading);
    try {
      await partition.begin(startChain(path, start, history, reading));
    } catch (error) {
      // Gone between being found and being opened, or since the last run: there is nothing to read.
      if (paths.isNamed(path) || troubleOf(error) !== 'missing') throw error;
      return undefined;
    }
    this.byPath.set(path, partition);
    return partition;
  }

  /** What is known of a file at a new path: nothing, or how far it was read under another name; undefined: it is being read. */
  private async knownAs(path: string): Promise<readonly SavedFile[] | undefined> {
    if (this.paths.isNamed(path)) return [];
    const file = await siblingAt(path, undefined);
    if (file === undefined) return [];
    for (const { chain } of this.byPath.values()) {
      if (chain.saved.some(({ dev, ino }) => dev === file.dev && ino === file.ino)) return undefined;
    }
    const finished = this.reading.recent.get(file);
    const isAgain = finished !== undefined && (await isKnown(file, finished, this.reading.meter));
    return isAgain ? [{ ...finished, path }] : [];
  }

  private sayThatNothingMatches(): void {
    const { reading, paths } = this;
    const what = `No file matches ${paths.given.join(', ')}`;
    if (reading.follow) reading.warn(`${what} yet. Waiting for one to appear.`);
    else throw new TidemarkError('unreadable', `${what}. Check the pattern, or follow it to wait for files.`);
  }
}

const sumOf = ({ path, from, offset, lines }: SavedFile): FinishedFiles => ({
  path,
  files: 1,
  bytes: offset - from,
  lines,
});
