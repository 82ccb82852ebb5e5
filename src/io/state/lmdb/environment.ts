import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

export type Environment = RootDatabase<Buffer, Buffer>;

export const DATA_FILE = 'data.mdb';
export const dataFile = (directory: string): string => join(directory, DATA_FILE);
/** LMDB's own: who reads now. It is made anew when nobody has the environment open. */
export const readersFile = (directory: string): string => join(directory, 'lock.mdb');

/**
 * Opens LMDB in a directory. `overlappingSync` is off, so that a transaction has returned only when its pages and then
 * its meta page are on disk (fdatasync, then a write to a descriptor with O_DSYNC), and so that a failed write throws
 * where it happens; LMDB's asynchronous writes print to stderr and say no more than that they failed.
 */
export const openEnvironment = (directory: string, readOnly: boolean): Environment =>
  open<Buffer, Buffer>({
    path: directory,
    noSubdir: false,
    encoding: 'binary',
    keyEncoding: 'binary',
    overlappingSync: false,
    maxDbs: 0,
    readOnly,
  });
