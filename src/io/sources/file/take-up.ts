import { adoptFiles } from './adopt-files.js';
import type { Meter } from './open-file.js';
import type { PathSet, PathWithHistory } from './path-set.js';
import { type FinishedFiles, NONE_FINISHED, type SavedFile, sumsOf, withFinished } from './saved-file.js';
import type { SavedPosition } from './saved-position.js';

/** What a run goes on with. */
export interface TakenUp {
  /** What is to be read, in order: first that of which something is known, so that a file under two names is read where it was read before. */
  readonly paths: readonly PathWithHistory[];
  /** By path. */
  readonly saved: ReadonlyMap<string, readonly SavedFile[]>;
  readonly sums: ReadonlyMap<string, FinishedFiles>;
  /** Of paths that are not read. */
  readonly others: Pick<SavedPosition, 'files' | 'finished'>;
}

/** Finds out which of the saved files belong to which of the paths that are to be read. */
export const takeUp = async (
  resume: SavedPosition | undefined,
  paths: PathSet,
  meter: Meter,
): Promise<TakenUp> => {
  const sums = new Map((resume?.finished ?? []).map((sum) => [sum.path, sum]));
  const saved = new Map<string, SavedFile[]>();
  const strangers = new Map<string, SavedFile[]>();
  for (const file of furthest(resume?.files ?? [], sums)) {
    const group = paths.includes(file.path) ? saved : strangers;
    const files = group.get(file.path);
    if (files === undefined) group.set(file.path, [file]);
    else files.push(file);
  }
  const found = await paths.expand(saved.keys());
  const unknown = found.map(({ path }) => path).filter((path) => !saved.has(path));
  for (const [path, other] of await adoptFiles(unknown, strangers, meter)) {
    const files = strangers.get(other) ?? [];
    saved.set(
      path,
      files.map((file) => ({ ...file, path, where: file.where ?? other })),
    );
    sums.set(path, sumsOf(path, [sums.get(path), sums.get(other)]));
    strangers.delete(other);
    sums.delete(other);
  }
  const matched = new Set(found.map(({ path }) => path));
  const missing = [...saved.keys()].filter((path) => !matched.has(path));
  const known = found.filter(({ path }) => saved.has(path));
  const rest = found.filter(({ path }) => !saved.has(path));
  const order = [...missing.map((path) => ({ path, history: [] })), ...known, ...rest];
  const read = new Set(order.map(({ path }) => path));
  const finished = [...sums.values()].filter(({ path }) => !read.has(path));
  return { paths: order, saved, sums, others: { files: [...strangers.values()].flat(), finished } };
};

/** Of a file that is saved twice, under two names, what was read furthest; the other is in the sums. */
const furthest = (files: readonly SavedFile[], sums: Map<string, FinishedFiles>): Iterable<SavedFile> => {
  const byInode = new Map<string, SavedFile>();
  for (const file of files) {
    const key = `${file.dev}:${file.ino}`;
    const twin = byInode.get(key);
    const isFurther = twin === undefined || file.offset > twin.offset;
    if (isFurther) byInode.set(key, file);
    const other = isFurther ? twin : file;
    if (other === undefined) continue;
    const { path } = other;
    sums.set(path, withFinished(sums.get(path) ?? { path, ...NONE_FINISHED }, other));
  }
  return byInode.values();
};
