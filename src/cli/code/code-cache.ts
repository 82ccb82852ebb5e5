import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compiled code of files, by their names. */
export type CompiledFiles = ReadonlyMap<string, Buffer>;

/** Each has some two megabytes; there are fewer commands than that. */
const MOST_FILES = 20;

/** The first line, as JSON. */
interface Head {
  /** Where the files lie: compiled code says so in the stacks of errors. */
  readonly of: string;
  /** Whose bytes follow, and how many. */
  readonly sizes: readonly (readonly [name: string, size: number])[];
  /** Of those bytes: V8 runs what it is given, and a process that is given something else crashes. */
  readonly sum: number;
}

export interface CodeCacheOptions {
  readonly directory: string;
  /** Says for which command, which Node and which build of ours it is. */
  readonly name: string;
  /** Where the files lie that were compiled. */
  readonly of: string;
}

/**
 * Compiled code of one command, in one file of a directory. Whatever cannot be read is not there, and what cannot be written
 * is not written: a start is slower then, and nothing else.
 */
export class CodeCache {
  readonly #directory: string;
  readonly #name: string;
  readonly #of: string;

  constructor({ directory, name, of }: CodeCacheOptions) {
    this.#directory = directory;
    this.#name = name;
    this.#of = of;
  }

  read(): CompiledFiles {
    const files = new Map<string, Buffer>();
    try {
      const bytes = readFileSync(join(this.#directory, this.#name));
      const end = bytes.indexOf('\n');
      const { of, sizes, sum } = JSON.parse(bytes.toString('utf8', 0, end)) as Head;
      const content = bytes.subarray(end + 1);
      if (of !== this.#of || sumOf(content) !== sum) return files;
      let at = 0;
      for (const [name, size] of sizes) {
        files.set(name, content.subarray(at, at + size));
        at += size;
      }
      return files;
    } catch {
      return new Map();
    }
  }

  /** Takes the place of what was there in one step, for others may be reading it. */
  write(files: CompiledFiles): void {
    const content = Buffer.concat([...files.values()]);
    const sizes = [...files].map(([name, { length }]) => [name, length] as const);
    const head: Head = { of: this.#of, sizes, sum: sumOf(content) };
    const temporary = join(this.#directory, `${this.#name}.${process.pid}`);
    try {
      writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), content]), {
        mode: 0o600,
      });
      renameSync(temporary, join(this.#directory, this.#name));
      this.#forgetOldest();
    } catch {
      remove(temporary);
    }
  }

  /** Other builds, other releases of Node, and what was never finished. */
  #forgetOldest(): void {
    const files = readdirSync(this.#directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(this.#directory, name));
    const byAge = files
      .map((path) => ({ path, time: statSync(path).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { path } of byAge.slice(MOST_FILES)) remove(path);
  }
}

/** Loaded where it is wanted: `--version` reads nothing. */
const sumOf = (content: Buffer): number => process.getBuiltinModule('node:zlib').crc32(content);

const remove = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next one that writes tries it again.
  }
};
