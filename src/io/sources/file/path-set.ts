import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, extname, isAbsolute } from 'node:path';
import picomatch from 'picomatch';
import { glob, isDynamicPattern } from 'tinyglobby';
import { rotationName } from './rotation-name.js';

/** A path to read, with those files beside it that were asked for too and are its rotated predecessors. */
export interface PathWithHistory {
  readonly path: string;
  readonly history: readonly string[];
}

/** The paths that a source is told to read: names and globs. */
export class PathSet {
  /** The one path, where there is only one and no glob: its rows need no partition. */
  readonly only: string | undefined;
  /** Names that are to be there, or waited for. */
  readonly names: readonly string[];
  private readonly patterns: readonly string[];
  private readonly isMatch: (path: string) => boolean;

  constructor(readonly given: readonly string[]) {
    // A file may have such a name; who names it means it.
    const isGlob = (path: string) => isDynamicPattern(path) && !existsSync(path);
    this.patterns = given.filter(isGlob);
    this.names = [...new Set(given.filter((path) => !isGlob(path)))];
    this.only = this.patterns.length === 0 && this.names.length === 1 ? this.names[0] : undefined;
    this.isMatch = this.patterns.length === 0 ? () => false : picomatch([...this.patterns]);
  }

  get hasGlobs(): boolean {
    return this.patterns.length > 0;
  }

  /** Whether the path was named: then it is waited for, and missed. */
  isNamed(path: string): boolean {
    return this.names.includes(path);
  }

  includes(path: string): boolean {
    return this.isNamed(path) || this.isMatch(path);
  }

  /** What there is to read now, in order. `known` are paths that count as there even while a rotation has them missing. */
  async expand(known: Iterable<string>): Promise<PathWithHistory[]> {
    const found = new Set(this.names);
    for (const absolute of [true, false]) {
      const patterns = this.patterns.filter((pattern) => isAbsolute(pattern) === absolute);
      if (patterns.length === 0) continue;
      for (const path of await glob(patterns, { absolute, expandDirectories: false })) found.add(path);
    }
    return withHistory(await linksLast(found), new Set([...found, ...known]));
  }
}

/** Files before the links to them, so that a file which is found both ways is read under its own name. */
const linksLast = async (paths: Iterable<string>): Promise<string[]> => {
  const files: string[] = [];
  const links: string[] = [];
  for (const path of [...paths].sort()) {
    const isLink = await lstat(path).then(
      (stat) => stat.isSymbolicLink(),
      () => false,
    );
    (isLink ? links : files).push(path);
  }
  return [...files, ...links];
};

const withHistory = (paths: readonly string[], all: ReadonlySet<string>): PathWithHistory[] => {
  const histories = new Map<string, string[]>();
  for (const path of paths) {
    const base = baseOf(path, all);
    if (base === undefined) histories.set(path, histories.get(path) ?? []);
    else histories.set(base, [...(histories.get(base) ?? []), path]);
  }
  return [...histories].map(([path, history]) => ({ path, history }));
};

/** The path, among all, that this one was rotated away from. */
const baseOf = (path: string, all: ReadonlySet<string>): string | undefined => {
  const name = basename(path);
  const extension = extname(name.endsWith('.gz') ? name.slice(0, -'.gz'.length) : name);
  for (const { index } of name.matchAll(/[-._]/g)) {
    for (const base of [name.slice(0, index), name.slice(0, index) + extension]) {
      const candidate = path.slice(0, path.length - name.length) + base;
      if (base !== '' && base !== name && all.has(candidate) && rotationName(name, base)) return candidate;
    }
  }
  return undefined;
};
