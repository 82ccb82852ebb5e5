import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Where one member of several sources is to be read on. */
export interface SavedMember {
  readonly name: string;
  /** What else it was called when it was saved. */
  readonly aliases?: readonly string[];
  /** Its own position; absent before it has said one. */
  readonly position?: unknown;
  /** Newest event time of its rows. */
  readonly newest?: number;
  /** Event time of a last row that is far ahead of the others, which the next one may confirm. */
  readonly held?: number;
}

/** The position of several sources that are read as one. */
export interface FanInPosition {
  readonly members: readonly SavedMember[];
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isTime = (value: unknown): boolean => value === undefined || Number.isFinite(value);

const isSavedMember = (value: unknown): value is SavedMember =>
  isObject(value) &&
  typeof value.name === 'string' &&
  (value.aliases === undefined || Array.isArray(value.aliases)) &&
  isTime(value.newest) &&
  isTime(value.held);

/** Whether a position is of several sources. */
export const isFanInPosition = (value: unknown): value is FanInPosition =>
  isObject(value) && Array.isArray(value.members) && value.members.every(isSavedMember);

/** Reads a position back from what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const savedMembers = (value: unknown): readonly SavedMember[] => {
  if (isFanInPosition(value)) return value.members;
  throw new TidemarkError(
    'bad-options',
    'Cannot resume: the saved position does not belong to a list of sources. Use another pipeline name, or remove the saved state.',
  );
};
