import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { badState, damagedState } from './bad-state.js';
import { hasCode } from './has-code.js';
import { isOwnerFile } from './owner-lock.js';
import { syncDirectory } from './sync-directory.js';

const PROGRAM = 'tidemark';
/** Of the layout of the directory and of everything in it. */
const VERSION = 1;
const MARKER = 'tidemark-state.json';
const DRAFT = `${MARKER}.tmp`;

/** What a state directory says of itself. */
export interface StateMarker {
  /** A random id made with the directory. */
  readonly generation: string;
  /** False until the data file stands. Nothing was committed before. */
  readonly ready: boolean;
}

/**
 * The marker of a directory; undefined for an empty one, or one in which a start was broken off before its marker.
 * Rejects with 'bad-state' for a directory with anything else in it.
 */
export const readMarker = async (directory: string): Promise<StateMarker | undefined> => {
  let text: string;
  try {
    text = await readFile(join(directory, MARKER), 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    // The root of a file system of its own has a lost+found.
    const strangers = (await readdir(directory)).filter(
      (name) => !isOwnerFile(name) && name !== DRAFT && name !== 'lost+found',
    );
    if (strangers.length === 0) return undefined;
    const more = strangers.length > 3 ? ', …' : '';
    throw badState(
      directory,
      `it holds other files (${strangers.sort().slice(0, 3).join(', ')}${more}) and no ${MARKER}, so it is not a state directory.`,
      'Nothing in it was changed. Name an empty or a new directory.',
    );
  }
  return parse(directory, text);
};

function parse(directory: string, text: string): StateMarker {
  let marker: unknown;
  try {
    marker = JSON.parse(text);
  } catch (error) {
    throw damagedState(directory, `its ${MARKER} cannot be read as JSON.`, error);
  }
  if (typeof marker !== 'object' || marker === null || !('program' in marker) || !('version' in marker)) {
    throw damagedState(directory, `its ${MARKER} does not say whose it is.`);
  }
  if (marker.program !== PROGRAM) {
    throw badState(
      directory,
      `it belongs to another program (${JSON.stringify(marker.program)}).`,
      'Nothing in it was changed. Name an empty or a new directory.',
    );
  }
  if (typeof marker.version === 'number' && marker.version > VERSION) {
    throw badState(
      directory,
      `it was written by a newer Tidemark (layout ${marker.version}; this one knows ${VERSION}).`,
      'Nothing in it was changed. Run that version or a newer one, or name another directory.',
    );
  }
  if (marker.version !== VERSION || !('generation' in marker) || typeof marker.generation !== 'string') {
    throw damagedState(directory, `its ${MARKER} is incomplete.`);
  }
  if (!('ready' in marker) || typeof marker.ready !== 'boolean') {
    throw damagedState(directory, `its ${MARKER} is incomplete.`);
  }
  return { generation: marker.generation, ready: marker.ready };
}

/** Resolves once it is on disk. For the owner of the directory only. */
export const writeMarker = async (directory: string, { generation, ready }: StateMarker): Promise<void> => {
  const file = await open(join(directory, DRAFT), 'w');
  try {
    await file.writeFile(
      `${JSON.stringify({ program: PROGRAM, version: VERSION, generation, ready }, null, 2)}\n`,
    );
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(directory, DRAFT), join(directory, MARKER));
  await syncDirectory(directory);
};
