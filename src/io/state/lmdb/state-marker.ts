import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../disk/has-code.js';
import { syncDirectory } from '../../disk/sync-directory.js';
import { badState, damagedState } from '../bad-state.js';
import { isOwnerFile, MARKER } from './state-file-names.js';

const PROGRAM = 'tidemark';
/** Of the layout of the directory and of everything in it. In 1 the deliveries of all sinks are in one row. */
const VERSION = 2;
const OLDEST = 1;
const DRAFT = `${MARKER}.tmp`;

/** What a state directory says of itself. */
export interface StateMarker {
  /** A random id made with the directory. */
  readonly generation: string;
  /** False until the data file stands. Nothing was committed before. */
  readonly ready: boolean;
  /** Whether nothing in it can be of an older layout: then an older Tidemark keeps out of it. */
  readonly current: boolean;
}

/**
 * Rejects with 'bad-state' for a directory that is not ours or of a newer version. That is all that may be looked at
 * by one who does not hold its lock: whether it is damaged cannot be told while another may be writing to it.
 */
export const refuseForeign = async (directory: string): Promise<void> => {
  const text = await markerText(directory);
  if (text !== undefined) refuseOther(directory, fieldsOf(text));
};

/**
 * The marker of a directory; undefined for an empty one, or one in which a start was broken off before its marker.
 * Rejects with 'bad-state' for a directory with anything else in it.
 */
export const readMarker = async (directory: string): Promise<StateMarker | undefined> => {
  const text = await markerText(directory);
  if (text === undefined) return undefined;
  const marker = fieldsOf(text);
  refuseOther(directory, marker);
  if (marker === undefined) throw damagedState(directory, `its ${MARKER} cannot be read as JSON.`);
  const { program, version, generation, ready } = marker;
  if (program === undefined || version === undefined) {
    throw damagedState(directory, `its ${MARKER} does not say whose it is.`);
  }
  const isKnown = typeof version === 'number' && Number.isInteger(version) && version >= OLDEST;
  if (!isKnown || typeof generation !== 'string' || typeof ready !== 'boolean') {
    throw damagedState(directory, `its ${MARKER} is incomplete.`);
  }
  return { generation, ready, current: version === VERSION };
};

/** Undefined where there is none. Rejects with 'bad-state' where there are files of others instead. */
async function markerText(directory: string): Promise<string | undefined> {
  // Listed before the marker is looked for: an owner writes that before any file that could be taken for a stranger's.
  // The root of a file system of its own has a lost+found; the home of a user, as in the Debian package, may have the cache in
  // which the command keeps its compiled code.
  const strangers = (await readdir(directory)).filter(
    (name) => !isOwnerFile(name) && ![MARKER, DRAFT, 'lost+found', '.cache'].includes(name),
  );
  try {
    return await readFile(join(directory, MARKER), 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  if (strangers.length === 0) return undefined;
  const more = strangers.length > 3 ? ', …' : '';
  throw badState(
    directory,
    `it holds other files (${strangers.sort().slice(0, 3).join(', ')}${more}) and no ${MARKER}, so it is not a state directory.`,
    'Nothing in it was changed. Name an empty or a new directory.',
  );
}

type Fields = Readonly<Partial<Record<'program' | 'version' | 'generation' | 'ready', unknown>>>;

/** Undefined for what is not a JSON object. */
function fieldsOf(text: string): Fields | undefined {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === 'object' && fields !== null ? fields : undefined;
  } catch {
    return undefined;
  }
}

function refuseOther(directory: string, { program, version }: Fields = {}): void {
  if (program !== undefined && program !== PROGRAM) {
    throw badState(
      directory,
      `it belongs to another program (${JSON.stringify(program)}).`,
      'Nothing in it was changed. Name an empty or a new directory.',
    );
  }
  if (program === PROGRAM && typeof version === 'number' && version > VERSION) {
    throw badState(
      directory,
      `it was written by a newer Tidemark (layout ${version}; this one knows ${VERSION}).`,
      'Nothing in it was changed. Run that version or a newer one, or name another directory.',
    );
  }
}

/** Resolves once it is on disk. For the owner of the directory only. */
export const writeMarker = async (
  directory: string,
  { generation, ready }: Pick<StateMarker, 'generation' | 'ready'>,
): Promise<void> => {
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
