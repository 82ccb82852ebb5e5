import { TidemarkError } from '../../../operators/tidemark-error.js';
import { stateFailure } from '../state-failure.js';
import type { StateStore } from '../state-store.js';
import { claimOnDisk } from './disk-owned.js';
import { type Environment, openEnvironment } from './environment.js';
import { openAsOwner } from './open-as-owner.js';
import { openAsReader } from './open-as-reader.js';
import { readKeys, readSaved } from './read-saved.js';

export interface DiskStoreOptions {
  /** The state directory; it is made when it is not there. */
  readonly directory: string;
  /**
   * Only looks: takes no lock and may be opened beside the process that owns the directory. Each load sees the newest
   * commit, whole. The directory must be there. Claims are refused.
   */
  readonly readOnly?: boolean;
}

/** A state store in a directory that one process at a time owns. */
export interface DiskStore extends StateStore {
  /** A random id, made with the directory and kept with it. */
  readonly generation: string;
}

/**
 * Opens a state directory: one LMDB environment, one transaction for each commit. A commit that has resolved is on disk
 * and survives the end of the process and of the machine (as far as the disk keeps what it has acknowledged). A commit
 * blocks the process while the disk writes. The data file grows to about twice the largest commits and does not shrink.
 * A directory of layout 1 is brought to today's form, key by key, when its keys are claimed.
 *
 * Rejects, here or later, with:
 * - 'state-in-use': another process owns the directory, or this one has it open already. A dead owner is succeeded. Two
 *   containers that share a directory do not see each other's processes; there the later one takes over and the
 *   earlier one's next commit is refused with 'stale-state'.
 * - 'bad-state': the directory is damaged, foreign, of a newer version or cannot be used; it was not written to. All of
 *   the data file is checked before it is opened: the form of all of its pages, which page is used for what, and a
 *   checksum of every record. Not detected: a directory put back from an older copy as a whole; pages that turned back,
 *   in place, into older ones that fit (a disk that acknowledged a write and lost it); and, of all bits of the file, one
 *   of the number of the newest transaction, without which the commit before it is the last (LMDB keeps no checksum of
 *   the page that makes a commit valid).
 * - 'state-lost': the directory was removed or replaced while it was open. Nothing more can be committed.
 * - 'disk-full', which is retryable: nothing was changed, and the next commit after space was made is stored.
 * - 'unwritable': the system refuses to read or write for another reason. Nothing was changed.
 *
 * @example
 * ```ts
 * import { diskStore, file, pipeline, run, stdout } from 'tidemark';
 *
 * const store = await diskStore({ directory: '/var/lib/tidemark' });
 * await run(pipeline('lines').from(file('app.log')).stream('all', [], [stdout()]).spec(), { store });
 * await store.close();
 * ```
 */
export const diskStore = async ({ directory, readOnly = false }: DiskStoreOptions): Promise<DiskStore> => {
  try {
    return await (readOnly ? readingStore(directory) : owningStore(directory));
  } catch (error) {
    throw stateFailure(directory, error);
  }
};

async function owningStore(directory: string): Promise<DiskStore> {
  const { generation, environment, close } = await openAsOwner(directory);
  let closed = false;
  return {
    generation,
    load: async (key) => environment.read((database) => readSaved(database, key)),
    list: async () => environment.read(readKeys),
    claim: (key) => claimOnDisk(environment, { ...key }),
    close: async () => {
      if (closed) return;
      closed = true;
      close();
    },
  };
}

async function readingStore(directory: string): Promise<DiskStore> {
  const { generation } = await openAsReader(directory);
  const read = <T>(body: (database: Environment) => T): T => {
    try {
      const database = openEnvironment(directory, true);
      try {
        return body(database);
      } finally {
        void database.close();
      }
    } catch (error) {
      throw stateFailure(directory, error);
    }
  };
  return {
    generation,
    load: async (key) => read((database) => readSaved(database, key)),
    list: async () => read(readKeys),
    claim: async () => {
      throw new TidemarkError('bad-options', `State directory ${directory} was opened to be read only.`);
    },
    close: async () => undefined,
  };
}
