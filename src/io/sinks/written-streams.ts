import { fstatSync } from 'node:fs';

/** Names of the descriptors that this process writes to. */
const names = new Map<number, string>();

/** From now on this process writes there: a file that it leads to cannot be read here. */
export const writesToStream = (descriptor: number, name: string): void => {
  names.set(descriptor, name);
};

export interface WrittenStream {
  readonly name: string;
  /** Of the regular file that it leads to. */
  readonly dev: string;
  readonly ino: string;
}

/** Those that the shell has sent to files. */
export const streamsIntoFiles = (): readonly WrittenStream[] =>
  [...names].flatMap(([descriptor, name]) => {
    try {
      const found = fstatSync(descriptor, { bigint: true });
      return found.isFile() ? [{ name, dev: String(found.dev), ino: String(found.ino) }] : [];
    } catch {
      // Closed: nothing is written there.
      return [];
    }
  });
