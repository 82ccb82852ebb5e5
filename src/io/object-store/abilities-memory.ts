import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreAbilities } from './store-abilities.js';

/** What a store was found to do, and when. */
export interface KnownAbilities extends StoreAbilities {
  /** Which store and prefix that was. */
  readonly place: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Undefined where nothing is known: then it is asked. */
export const readAbilities = async (path: string): Promise<KnownAbilities | undefined> => {
  try {
    return abilitiesIn(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/** Where it cannot be written, it is asked again the next time. */
export const writeAbilities = async (path: string, known: KnownAbilities): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, JSON.stringify(known));
    await rename(`${path}.tmp`, path);
  } catch {
    // A saving of two requests, and no more.
  }
};

const abilitiesIn = (value: unknown): KnownAbilities | undefined => {
  if (
    typeof value === 'object' &&
    value !== null &&
    'place' in value &&
    typeof value.place === 'string' &&
    'at' in value &&
    typeof value.at === 'number' &&
    'conditionalWrites' in value &&
    typeof value.conditionalWrites === 'boolean'
  ) {
    const { place, at, conditionalWrites } = value;
    const checksums =
      'checksums' in value && typeof value.checksums === 'boolean' ? value.checksums : undefined;
    return { place, at, conditionalWrites, checksums };
  }
  return undefined;
};
