import { isFanInPosition } from './fan-in/saved-members.js';
import { auditOf, type FileAudit, fileAudit } from './file/audit/file-audit.js';
import { addSums, type FinishedFiles, NO_SUMS } from './file/audit/file-sums.js';
import type { SavedFile } from './file/saved/saved-file.js';
import { isFinished, isSavedFile, isSavedPosition } from './file/saved/saved-position.js';

/** Lists of sources may hold lists; nobody writes deeper ones than this. */
const DEEPEST = 8;

/**
 * The files that were read, as a source's position and what it remembers say: of a file source, or of all members of a
 * list. None for other sources.
 */
export const filesRead = (
  position: unknown,
  remembered: ReadonlyMap<string, unknown>,
): readonly FileAudit[] => {
  const files: SavedFile[] = [];
  const sums = new Map<string, FinishedFiles>();
  // Whatever the keys are that wrappers have put around those of the files.
  for (const value of remembered.values()) {
    if (isSavedFile(value)) files.push(value);
    else if (isFinished(value)) {
      const { path } = value;
      sums.set(path, { path, ...addSums(sums.get(path) ?? NO_SUMS, value) });
    }
  }
  const positions = positionsIn(position);
  const gone = positions.filter(isSavedPosition).reduce((sum, one) => addSums(sum, one.gone), NO_SUMS);
  files.sort((a, b) => a.turn - b.turn);
  return [...positions.flatMap(oldAudit), ...auditOf({ files, sums, gone })];
};

const positionsIn = (position: unknown, depth = 0): readonly unknown[] => {
  if (!isFanInPosition(position)) return [position];
  if (depth === DEEPEST) return [];
  return position.members.flatMap((member) => positionsIn(member.position, depth + 1));
};

/** Of a position of an earlier version, which says all by itself. */
const oldAudit = (position: unknown): readonly FileAudit[] => {
  if (position === undefined || isSavedPosition(position)) return [];
  try {
    return fileAudit(position);
  } catch {
    return [];
  }
};
