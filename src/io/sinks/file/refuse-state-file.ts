import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { realPlace } from '../../disk/real-place.js';
import { isStateFile, MARKER } from '../../state/lmdb/state-file-names.js';

/**
 * Throws TidemarkError 'bad-options' for a file that a state directory keeps, or will, whatever links lead to it: rows at its end
 * would be damage. Other files may lie there.
 */
export const refuseStateFile = async (file: string): Promise<void> => {
  const place = await realPlace(file);
  const directory = dirname(place);
  if (!isStateFile(basename(place))) return;
  // A journal lies in a directory of its own in that of the state.
  const state = [directory, dirname(directory)].find((each) => existsSync(join(each, MARKER)));
  if (state === undefined) return;
  throw new TidemarkError(
    'bad-options',
    `Cannot write ${file}: it is a file of the state in ${state}. Give the sink another path.`,
  );
};
