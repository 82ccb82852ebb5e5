import { existsSync, readdir } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import picomatch from 'picomatch';
import { absolutePath } from '../../../disk/absolute-path.js';
import { realPlaceSync } from '../../../disk/real-place.js';

const UP = /^\.\.(?:\/|$)/;
/** Without one of these it is no pattern, and what reads patterns need not be loaded. */
const MAY_BE_PATTERN = /[*?[{(!]/;

/** A pattern of paths in its one form: an absolute directory, and what is matched below it. */
export class Glob {
  private readonly isMatch: (path: string) => boolean;

  private constructor(
    readonly directory: string,
    private readonly pattern: string,
  ) {
    this.isMatch = picomatch(pattern);
  }

  /** Undefined where it is the name of a file: a file may have such a name, and who names it means it. */
  static from(text: string): Glob | undefined {
    if (!MAY_BE_PATTERN.test(text)) return undefined;
    const { base, glob, isGlob, negated } = picomatch.scan(text);
    if (!(isGlob || negated) || existsSync(text)) return undefined;
    let directory = absolutePath(base.replace(/\\(?=.)/g, ''));
    let pattern = posix.normalize(glob);
    for (; UP.test(pattern); pattern = pattern.replace(UP, '')) directory = dirname(directory);
    return new Glob(directory, pattern);
  }

  /** The pattern as one text. */
  get text(): string {
    return join(this.directory, this.pattern);
  }

  /** As `text`, with the links in the directory followed. */
  get place(): string {
    return join(realPlaceSync(this.directory), this.pattern);
  }

  /** Whether a path in its one form is meant. */
  matches(path: string): boolean {
    const start = this.directory === '/' ? '/' : `${this.directory}/`;
    return path.startsWith(start) && this.isMatch(path.slice(start.length));
  }

  /** As `matches`, for a place with all links followed; those in the pattern itself are not. */
  matchesPlace(place: string): boolean {
    return new Glob(realPlaceSync(this.directory), this.pattern).matches(place);
  }

  /**
   * The files there are, in no order; one that is reached by two ways has two paths. Directories that were looked into are
   * added to `directories`: as long as none of them changes, nothing else is to be found.
   */
  async find(directories: Set<string>): Promise<string[]> {
    const { directory, pattern } = this;
    directories.add(directory);
    const fs = { readdir: noting(directories) };
    // Loaded with the first pattern that is walked: most name their files.
    const { glob: walk } = await import('tinyglobby');
    const found = await walk([pattern], { cwd: directory, expandDirectories: false, fs });
    return found.map((path) => join(directory, path));
  }
}

const noting = (directories: Set<string>): typeof readdir => {
  const read = (path: string, ...rest: unknown[]): void => {
    directories.add(absolutePath(path));
    Reflect.apply(readdir, undefined, [path, ...rest]);
  };
  return Object.assign(read, readdir);
};
