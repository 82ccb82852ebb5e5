import { type BigIntStats, close, fstat, open, read } from 'node:fs';

/** An open file by its number. It costs half of what a handle does, and must be closed once and not used after that. */
export type Descriptor = number;

export const openDescriptor = (path: string, flags: number): Promise<Descriptor> =>
  new Promise((resolve, reject) => {
    open(path, flags, (error, descriptor) => (error === null ? resolve(descriptor) : reject(error)));
  });

export const statDescriptor = (descriptor: Descriptor): Promise<BigIntStats> =>
  new Promise((resolve, reject) => {
    fstat(descriptor, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)));
  });

/** Fills the buffer from an offset on; answers with the number of bytes, 0 at the end. */
export const readDescriptor = (descriptor: Descriptor, buffer: Uint8Array, at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, buffer.length, at, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });

export const closeDescriptor = (descriptor: Descriptor): Promise<void> =>
  new Promise((resolve, reject) => {
    close(descriptor, (error) => (error == null ? resolve() : reject(error)));
  });
