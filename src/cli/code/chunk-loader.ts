import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { underFirstFlags } from '../../host/v8-flags.js';
import type { CompiledFiles } from './code-cache.js';

/** A file of the bundle: a function that runs it, and gives out what it exports. */
type Chunk = (linked: (name: string) => unknown, importMeta: ImportMeta) => unknown;

interface ImportMeta {
  readonly url: string;
  /** Imports a package that is not bundled. */
  readonly import: (name: string) => Promise<unknown>;
}

/**
 * Loads the files that the command is bundled into, each when it is first asked for, and gives V8 what it compiled of them
 * another time. Node's own ways need more: a look around for each module, and up to 22.1 they keep no compiled code.
 */
export class ChunkLoader {
  readonly #directory: string;
  readonly #url: string;
  readonly #compiled: CompiledFiles;
  readonly #exports = new Map<string, unknown>();
  readonly #scripts = new Map<string, Script>();
  #isWhole = true;

  /** All files lie in one directory, so none is looked for: paths and URLs of eighty files take their time. */
  constructor(directory: string, compiled: CompiledFiles) {
    this.#directory = directory;
    this.#url = pathToFileURL(directory).href;
    this.#compiled = compiled;
  }

  /** Whether everything that was loaded had been compiled before. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** What a file exports. Throws what it throws. */
  load(name: string): unknown {
    if (this.#exports.has(name)) return this.#exports.get(name);
    const filename = `${this.#url}/${name}`;
    const cachedData = this.#compiled.get(name);
    // The build sees to it that they are ASCII.
    const text = readFileSync(join(this.#directory, name), 'latin1');
    const script = underFirstFlags(
      () => new Script(text, { filename, ...(cachedData !== undefined && { cachedData }) }),
    );
    // V8 refuses what another release or other flags have made.
    if (cachedData === undefined || script.cachedDataRejected === true) this.#isWhole = false;
    this.#scripts.set(name, script);
    const chunk = script.runInThisContext() as Chunk;
    const exports = chunk((id) => this.#required(id), {
      url: filename,
      import: (id) => import(id) as Promise<unknown>,
    });
    this.#exports.set(name, exports);
    return exports;
  }

  /**
   * Compiled code of all that was loaded, functions included that have run by now, and what had been compiled before of other
   * files: another config needs those.
   */
  compiled(): CompiledFiles {
    return underFirstFlags(
      () =>
        new Map([
          ...this.#compiled,
          ...[...this.#scripts].map(([name, script]) => [name, script.createCachedData()] as const),
        ]),
    );
  }

  #required(id: string): unknown {
    if (id.startsWith('./')) return this.load(id.slice(2));
    // What is not Node's is a package that is not bundled.
    return process.getBuiltinModule(id) ?? createRequire(`${this.#url}/`)(id);
  }
}
