import { isFanInPosition } from './fan-in/saved-members.js';
import { type FileAudit, fileAudit } from './file/file-audit.js';

/** Lists of sources may hold lists; nobody writes deeper ones than this. */
const DEEPEST = 8;

/** The files that a source's position says were read: of a file source, or of all members of a list. None for other sources. */
export const filesRead = (position: unknown, depth = 0): readonly FileAudit[] => {
  if (isFanInPosition(position)) {
    if (depth === DEEPEST) return [];
    return position.members.flatMap((member) => filesRead(member.position, depth + 1));
  }
  try {
    return fileAudit(position);
  } catch {
    return [];
  }
};
