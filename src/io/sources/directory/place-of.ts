import { nameBytes } from './name-text.js';

/** Where a path below a directory is, as the system has it: names are bytes. */
export const placeOf = (directory: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(directory.replace(/\/*$/, '/')), nameBytes(path)]);
