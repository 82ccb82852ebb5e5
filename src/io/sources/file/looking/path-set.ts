import { basename, dirname, extname } from 'node:path';
import { absolutePath } from '../../../disk/absolute-path.js';
import { realPlace, realPlaceSync } from '../../../disk/real-place.js';
import { rotationName } from '../rotation/rotation-name.js';
import { withoutPacking } from '../rotation/without-packing.js';
import { Glob } from './glob.js';
import { areSymbolicLinks } from './stat-all.js';

/** A path to read, with those files beside it that were asked for too and are its rotated predecessors. */
export interface PathWithHistory {
  readonly path: string;
  readonly history: readonly string[];
  /** It leads to where it says, and nowhere else. */
  readonly isReal?: boolean;
}

export interface Expanded {
  readonly paths: readonly PathWithHistory[];
  readonly directories: ReadonlySet<string>;
}

/**
 * The paths that a source is told to read: names, globs, and globs of what these leave out (`!*.old.log`). This is the
 * door: behind it every path has its one form, taken when the set is made.
 */
export class PathSet {
  /** The one path, where there is only one and no glob: its rows need no partition. */
  readonly only: string | undefined;
  /** Names that are to be there, or waited for. */
  readonly names: ReadonlySet<string>;
  private readonly globs: readonly Glob[];
  private readonly exclusions: readonly ((path: string) => boolean)[];

  constructor(readonly given: readonly string[]) {
    const names = new Set<string>();
    const globs: Glob[] = [];
    const exclusions: ((path: string) => boolean)[] = [];
    for (const text of given) {
      const glob = Glob.from(text);
      if (glob === undefined) names.add(absolutePath(text));
      else if (isExclusion(text)) exclusions.push(exclusion(text.slice(1)));
      else globs.push(glob);
    }
    this.names = names;
    this.globs = globs;
    this.exclusions = exclusions;
    this.only = globs.length === 0 && names.size === 1 ? [...names][0] : undefined;
  }

  get hasGlobs(): boolean {
    return this.globs.length > 0;
  }

  /** Whether the path was named: then it is waited for, and missed. */
  isNamed(path: string): boolean {
    return this.names.has(path);
  }

  includes(path: string): boolean {
    return this.isNamed(path) || (this.globs.some((glob) => glob.matches(path)) && !this.leavesOut(path));
  }

  /** Whether a file that lies there would be read, as far as that can be told without looking at the files there are. */
  includesPlace(place: string): boolean {
    if (this.leavesOut(place)) return false;
    const isNamed = [...this.names].some((name) => realPlaceSync(name) === place);
    return isNamed || this.globs.some((glob) => glob.matchesPlace(place));
  }

  /**
   * What there is to read now, in order. `known` are paths that count as there even while a rotation has them missing. As
   * long as none of the `directories` changes, globs find nothing else.
   */
  async expand(known: Iterable<string>): Promise<Expanded> {
    const found = new Set(this.names);
    const directories = new Set<string>();
    for (const glob of this.globs) {
      for (const path of await glob.find(directories)) if (!this.leavesOut(path)) found.add(path);
    }
    const all = new Set(found);
    for (const path of known) all.add(path);
    return { paths: await inOrder(found, all), directories };
  }

  private leavesOut(path: string): boolean {
    return this.exclusions.some((excludes) => excludes(path));
  }
}

/** `!(a|b)` is a glob, `!x` says what to leave out. */
const isExclusion = (text: string): boolean => text.startsWith('!') && !text.startsWith('!(');

const exclusion = (text: string): ((path: string) => boolean) => {
  const glob = Glob.from(text);
  const name = absolutePath(text);
  return (path) => (glob === undefined ? path === name : glob.matches(path));
};

/** Files before the links to them, so that a file which is found both ways is read under its own name. */
const inOrder = async (
  paths: ReadonlySet<string>,
  all: ReadonlySet<string>,
): Promise<readonly PathWithHistory[]> => {
  const sorted = [...paths].sort();
  const isReal = new Map((await areReal(sorted)).map((real, i) => [sorted[i], real]));
  const files = sorted.filter((path) => isReal.get(path) === true);
  const links = sorted.filter((path) => isReal.get(path) !== true);
  return withHistory([...files, ...links], all).map((one) => ({
    ...one,
    isReal: isReal.get(one.path) === true,
  }));
};

/** Whether what lies at each path is no link, nor lies in a directory that a link leads to. */
const areReal = async (paths: readonly string[]): Promise<boolean[]> => {
  const elsewhere = new Map<string, boolean>();
  for (const path of paths) {
    const directory = dirname(path);
    if (!elsewhere.has(directory)) elsewhere.set(directory, (await realPlace(directory)) !== directory);
  }
  const isLink = await areSymbolicLinks(paths);
  return paths.map((path, i) => elsewhere.get(dirname(path)) !== true && isLink[i] === false);
};

const withHistory = (paths: readonly string[], all: ReadonlySet<string>): PathWithHistory[] => {
  const histories = new Map<string, string[]>();
  const historyOf = (path: string): string[] => {
    const history = histories.get(path) ?? [];
    histories.set(path, history);
    return history;
  };
  for (const path of paths) {
    const base = baseOf(path, all);
    if (base === undefined) historyOf(path);
    else historyOf(base).push(path);
  }
  return [...histories].map(([path, history]) => ({ path, history }));
};

/** The path, among all, that this one was rotated away from. */
const baseOf = (path: string, all: ReadonlySet<string>): string | undefined => {
  const name = basename(path);
  const extension = extname(withoutPacking(name));
  for (const { index } of name.matchAll(/[-._]/g)) {
    for (const base of [name.slice(0, index), name.slice(0, index) + extension]) {
      const candidate = path.slice(0, path.length - name.length) + base;
      if (base !== '' && base !== name && all.has(candidate) && rotationName(name, base)) return candidate;
    }
  }
  return undefined;
};
