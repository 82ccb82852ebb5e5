import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { badState, damagedState } from './bad-state.js';
import { damageOf } from './data-file-damage.js';
import { checkClaim, writeClaim } from './disk-claim.js';
import { readPage } from './disk-lane.js';
import { dataFile, type Environment, openEnvironment, readersFile } from './environment.js';
import { OwnedEnvironment } from './owned-environment.js';
import { inUse, lockOwner, ownerOf } from './owner-lock.js';
import { currentProcess } from './process-identity.js';
import { readPiece } from './read-piece.js';
import { readKeys, readSaved } from './read-saved.js';
import { stateFailure } from './state-failure.js';
import { readMarker, type StateMarker, writeMarker } from './state-marker.js';
import type { Owned, StateKey, StateStore } from './state-store.js';
import { syncDirectory } from './sync-directory.js';
import { prepareCommit } from './write-commit.js';

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
 * - 'disk-full', which is retryable: nothing was changed, and the next commit after space was made is stored.
 * - 'unwritable': the system refuses to read or write for another reason. Nothing was changed.
 */
export const diskStore = async ({ directory, readOnly = false }: DiskStoreOptions): Promise<DiskStore> => {
  try {
    return await (readOnly ? openAsReader(directory) : openAsOwner(directory));
  } catch (error) {
    throw stateFailure(directory, error);
  }
};

async function openAsOwner(directory: string): Promise<DiskStore> {
  const made = await mkdir(directory, { recursive: true });
  if (made !== undefined) await syncDirectory(dirname(made));
  // Looked at once before anything is written, so that not even a lock appears in a directory that is not ours.
  await readMarker(directory);
  const lock = await lockOwner(directory);
  let environment: OwnedEnvironment;
  let generation: string;
  try {
    const marker = await readMarker(directory);
    generation = marker?.generation ?? randomUUID();
    environment =
      marker?.ready === true ? openWhole(directory, marker) : await openNew(directory, generation);
  } catch (error) {
    lock.release();
    throw error;
  }
  let closed = false;
  return {
    generation,
    load: async (key) => environment.read((database) => readSaved(database, key)),
    list: async () => environment.read(readKeys),
    claim: (key) => claim(environment, { ...key }),
    close: async () => {
      if (closed) return;
      closed = true;
      environment.close();
      lock.release();
    },
  };
}

async function claim(environment: OwnedEnvironment, key: StateKey): Promise<Owned> {
  const token = randomUUID();
  const { pid, host } = await currentProcess();
  environment.write(0, (database) => {
    writeClaim(database, key, { token, by: `process ${pid} on ${host}`, at: Date.now() });
  });
  const read = <T>(body: (database: Environment) => T): T =>
    environment.read((database) => {
      checkClaim(database, key, token);
      return body(database);
    });
  return {
    saved: read((database) => readSaved(database, key)),
    commit: async (expected, next) => {
      const { size, apply } = prepareCommit(key, expected, next);
      environment.write(size, (database) => {
        checkClaim(database, key, token);
        apply(database);
      });
    },
    waiting: async (sink, after, most) => read((database) => readPage(database, key, sink, after, most)),
    piece: async (sink, name) => read((database) => readPiece(database, key, sink, name)),
  };
}

function openWhole(directory: string, { generation }: StateMarker): OwnedEnvironment {
  const damage = damageOf(dataFile(directory));
  if (damage !== undefined) throw damagedState(directory, damage);
  return OwnedEnvironment.open(directory, generation, false);
}

async function openNew(directory: string, generation: string): Promise<OwnedEnvironment> {
  await writeMarker(directory, { generation, ready: false });
  // What an earlier start left when it was broken off here; nothing was committed to it.
  for (const file of [dataFile(directory), readersFile(directory)]) await rm(file, { force: true });
  const environment = OwnedEnvironment.open(directory, generation, true);
  try {
    await syncDirectory(directory);
    await writeMarker(directory, { generation, ready: true });
    return environment;
  } catch (error) {
    environment.close();
    throw error;
  }
}

async function openAsReader(directory: string): Promise<DiskStore> {
  const marker = await readMarker(directory);
  if (marker?.ready !== true) {
    throw badState(directory, 'nothing has been committed to it yet.', 'Check the path.');
  }
  const owner = await ownerOf(directory);
  // A second look at the files of an environment from within one process would undo LMDB's own locks.
  if (owner?.pid === process.pid) throw inUse(directory, owner);
  // A running owner has checked its data file, and pages that it writes meanwhile would look like damage.
  const damage = owner === undefined ? damageOf(dataFile(directory)) : undefined;
  if (damage !== undefined && (await ownerOf(directory)) === undefined) throw damagedState(directory, damage);
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
    generation: marker.generation,
    load: async (key) => read((database) => readSaved(database, key)),
    list: async () => read(readKeys),
    claim: async () => {
      throw new TidemarkError('bad-options', `State directory ${directory} was opened to be read only.`);
    },
    close: async () => undefined,
  };
}
