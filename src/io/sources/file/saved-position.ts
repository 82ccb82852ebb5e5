import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { BegunAnew, FinishedFiles, SavedFile } from './saved-file.js';

/** The position of a file source: where each of its files is to be read on. */
export interface SavedPosition {
  /** Of one path in the order in which they are to be read: what was rotated away first, then the current file. */
  readonly files: readonly SavedFile[];
  readonly finished: readonly FinishedFiles[];
  /** How many paths have been begun so far, over all runs: so an acknowledged position tells which beginnings are committed. */
  readonly begun?: number;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isAnew = (value: unknown): value is BegunAnew | undefined =>
  value === undefined || (isObject(value) && [value.times, value.bytes, value.lines].every(isCount));

const isSavedFile = (value: unknown): value is SavedFile =>
  isObject(value) &&
  [value.path, value.dev, value.ino].every(isText) &&
  (value.where === undefined || isText(value.where)) &&
  [value.offset, value.from, value.lines].every(isCount) &&
  Number.isFinite(value.modified) &&
  (value.time === undefined || Number.isFinite(value.time)) &&
  isObject(value.fingerprint) &&
  isCount(value.fingerprint.length) &&
  isText(value.fingerprint.hash) &&
  isAnew(value.anew);

const isFinished = (value: unknown): value is FinishedFiles =>
  isObject(value) &&
  isText(value.path) &&
  [value.files, value.bytes, value.lines].every(isCount) &&
  isAnew(value.anew);

const isSavedPosition = (value: unknown): value is SavedPosition =>
  isObject(value) &&
  Array.isArray(value.files) &&
  value.files.every(isSavedFile) &&
  Array.isArray(value.finished) &&
  value.finished.every(isFinished) &&
  (value.begun === undefined || isCount(value.begun));

/** How many beginnings a position holds; 0 for a position of anything else. */
export const begunIn = (position: unknown): number =>
  isObject(position) && typeof position.begun === 'number' ? position.begun : 0;

/** Reads a position back from what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const savedPosition = (value: unknown): SavedPosition => {
  if (isSavedPosition(value)) return value;
  throw new TidemarkError(
    'bad-options',
    'Cannot resume: the saved position does not belong to files. Use another pipeline name, or remove the saved state.',
  );
};
