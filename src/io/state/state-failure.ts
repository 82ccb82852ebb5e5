import { constants } from 'node:os';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { isFull } from '../disk/space-left.js';
import { badState, damagedState } from './bad-state.js';

/** Of LMDB: it met a page that cannot be there. */
const DAMAGE: ReadonlySet<number> = new Set([-30797, -30796, -30794, -30793, -30779]);

/**
 * What a failed system call or a failed call of LMDB in a state directory means. `size` is how many bytes were to be
 * written: LMDB reports a write that stopped half way for want of space as an I/O error, so we look how much is left.
 */
export const stateFailure = (directory: string, error: unknown, size = 0): unknown => {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof TidemarkError || code === '') return error;
  if (code === 'ENOSPC' || code === 'EDQUOT' || (code === 'EIO' && isFull(directory, size))) {
    return diskFull(directory, error);
  }
  if (code === 'damage') return damagedState(directory, `its data file is damaged (${text}).`, error);
  const [found, next] = UNFIT[code] ?? [];
  if (found !== undefined && next !== undefined) return badState(directory, found, next, error);
  return new TidemarkError(
    'unwritable',
    `Cannot use state directory ${directory}: ${text}. Check the disk and its limits, then start again.`,
    { cause: error },
  );
};

export const diskFull = (directory: string, cause?: unknown): TidemarkError =>
  new TidemarkError(
    'disk-full',
    `No space is left for the state in ${directory}. Make room; until then nothing new is committed and nothing is lost.`,
    { cause, retryable: true },
  );

export const stateLost = (directory: string): TidemarkError =>
  new TidemarkError(
    'state-lost',
    `State directory ${directory} was removed or replaced while it was in use, so nothing can be committed any more. Put it back as it was and start again; without it every pipeline starts as if for the first time, and counts again what it has counted.`,
  );

const ELSEWHERE = 'Name another directory.';
const PERMISSIONS = 'Check its permissions, or run as a user who may write there.';

/** What is wrong with the directory itself, and what to do. */
const UNFIT: Readonly<Record<string, readonly [found: string, next: string]>> = {
  EACCES: ['permission denied.', PERMISSIONS],
  EPERM: ['permission denied, or its file system knows no hard links.', PERMISSIONS],
  EROFS: ['its file system can only be read.', ELSEWHERE],
  ENOTSUP: ['its file system knows no hard links.', ELSEWHERE],
  EEXIST: ['it is a file.', ELSEWHERE],
  ENOTDIR: ['it is a file, or a part of its path is.', ELSEWHERE],
  ENOENT: ['it is not there.', 'Check the path.'],
};

/** Of a system call, of LMDB or of a record; empty for errors of another kind. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  if (typeof error.code === 'string') {
    return error.code === 'damage' || Object.hasOwn(constants.errno, error.code) ? error.code : '';
  }
  if (typeof error.code !== 'number') return '';
  const { code } = error;
  if (DAMAGE.has(code)) return 'damage';
  return Object.entries(constants.errno).find(([, number]) => number === code)?.[0] ?? 'other';
}
