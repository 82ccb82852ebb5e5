import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

export type Environment = RootDatabase<Buffer, Buffer>;

export const DATA_FILE = 'data.mdb';
export const dataFile = (directory: string): string => join(directory, DATA_FILE);
/** LMDB's own: who reads now. It is made anew when nobody has the environment open. */
export const readersFile = (directory: string): string => join(directory, 'lock.mdb');

/**
 * Bytes of address space for the file, which takes no memory. Where a file outgrows it LMDB maps it anew and keeps the maps
 * there were: begun small, as it would, each page would be in memory several times.
 */
const MAP_SIZE = 16 * 2 ** 30;

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
    mapSize: MAP_SIZE,
    readOnly,
  });
