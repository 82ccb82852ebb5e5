import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCKS } from './locks.js';

/** How a directory is shipped, for whoever asks why a file of it still waits. */
export interface ShipperNote {
  /** Milliseconds. */
  readonly settle: number;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** The state directory; absent where nothing is remembered. */
  readonly state?: string | undefined;
}

const pathIn = (directory: string): string => join(directory, LOCKS, 'shipper.json');

/** A help and no more: where it cannot be written, nobody is held up. */
export const leaveShipperNote = (directory: string, note: ShipperNote): Promise<void> =>
  writeFile(pathIn(directory), `${JSON.stringify(note)}\n`).catch(() => undefined);

/** Undefined where nobody has left one. */
export const readShipperNote = async (directory: string): Promise<ShipperNote | undefined> => {
  try {
    return noteIn(JSON.parse(await readFile(pathIn(directory), 'utf8')));
  } catch {
    return undefined;
  }
};

const noteIn = (value: unknown): ShipperNote | undefined => {
  if (typeof value !== 'object' || value === null || !('settle' in value)) return undefined;
  const { settle } = value;
  if (typeof settle !== 'number') return undefined;
  return {
    settle,
    include: 'include' in value ? textsIn(value.include) : undefined,
    exclude: 'exclude' in value ? textsIn(value.exclude) : undefined,
    state: 'state' in value && typeof value.state === 'string' ? value.state : undefined,
  };
};

const textsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
