import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { processName } from '../../disk/process-identity.js';
import { isFull } from '../../disk/space-left.js';
import { damagedState } from '../bad-state.js';
import { takenOver } from '../stale-state.js';
import { diskFull, stateFailure, stateLost } from '../state-failure.js';
import { dataFile, type Environment, openEnvironment } from './environment.js';
import { recordKey } from './record-key.js';
import { decodeValue, encodeValue } from './record-value.js';

const OWNER = recordKey('owner');

interface Owner {
  readonly generation: string;
  /** Of one opening of the directory. */
  readonly token: string;
  /** Who has opened it, and when, in epoch milliseconds; older versions do not say. */
  readonly by?: string;
  readonly at?: number;
}

interface FileIdentity {
  readonly device: number;
  readonly inode: number;
}

const fileOf = (directory: string): FileIdentity | undefined => {
  const stat = statSync(dataFile(directory), { throwIfNoEntry: false });
  return stat && { device: stat.dev, inode: stat.ino };
};

/** The environment of the process that owns a state directory. */
export class OwnedEnvironment {
  readonly #token = randomUUID();
  #database: Environment | undefined;
  #closed = false;
  /** The data file that was opened first. */
  #file: FileIdentity | undefined;

  private constructor(private readonly directory: string) {}

  /**
   * Opens the environment of a new directory, or of one that has been found whole. Leaves a token in it: from then on
   * nobody who opened it before can commit, should the lock ever fail to keep two apart.
   */
  static open(directory: string, generation: string, isNew: boolean): OwnedEnvironment {
    const environment = new OwnedEnvironment(directory);
    try {
      environment.#transact(0, (database) => {
        const found = environment.#owner(database);
        if (!isNew && found?.generation !== generation) {
          throw damagedState(directory, 'its marker and its data file are not of one making.');
        }
        const by = { by: processName(), at: Date.now() };
        const owner: Owner = { generation, token: environment.#token, ...by };
        database.put(OWNER, encodeValue(OWNER, owner));
      });
    } catch (error) {
      environment.close();
      throw error;
    }
    return environment;
  }

  read<T>(body: (database: Environment) => T): T {
    const database = this.#open();
    try {
      return body(database);
    } catch (error) {
      throw stateFailure(this.directory, error);
    }
  }

  /** Returns once all that `body` wrote is on disk; throws when none of it is. `size`: about how many bytes that is. */
  write(size: number, body: (database: Environment) => void): void {
    this.#transact(size, (database) => {
      const owner = this.#owner(database);
      if (owner?.token !== this.#token) throw takenOver(this.directory, owner);
      body(database);
    });
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  #transact(size: number, body: (database: Environment) => void): void {
    // LMDB is not asked for what hardly fits: where a write fails it prints to stderr, and puts its message into memory
    // that is too small for it (lmdb 3.5.6), so that the process may die of a full disk.
    if (isFull(this.directory, size)) throw diskFull(this.directory);
    const database = this.#open();
    try {
      database.transactionSync(() => body(database));
      // A reader that was killed would keep its pages from being used again.
      database.readerCheck();
    } catch (error) {
      // After a failed write, what LMDB has in memory need not be what is on disk; it is opened anew.
      if (!(error instanceof TidemarkError)) this.#forget();
      throw stateFailure(this.directory, error, size);
    }
  }

  #open(): Environment {
    if (this.#closed) throw new Error(`The state store in ${this.directory} is closed.`);
    try {
      // Else LMDB would make a new file where the one that we know was removed.
      this.#checkFile();
      this.#database ??= openEnvironment(this.directory, false);
      this.#file ??= fileOf(this.directory);
      return this.#database;
    } catch (error) {
      throw stateFailure(this.directory, error);
    }
  }

  /** Throws 'state-lost' where the data file is not, or no longer, the one that was opened. */
  #checkFile(): void {
    if (this.#file === undefined) return;
    const { device, inode } = fileOf(this.directory) ?? {};
    if (device !== this.#file.device || inode !== this.#file.inode) throw stateLost(this.directory);
  }

  #forget(): void {
    // With synchronous transactions only, LMDB is closed when this returns.
    void this.#database?.close();
    this.#database = undefined;
  }

  #owner(database: Environment): Owner | undefined {
    const bytes = database.getBinary(OWNER);
    return bytes === undefined ? undefined : (decodeValue(OWNER, bytes) as Owner);
  }
}
