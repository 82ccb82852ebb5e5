import { absolutePath } from '../../../disk/absolute-path.js';
import { realPlaceSync } from '../../../disk/real-place.js';
import { Glob } from '../looking/glob.js';

/** A path or pattern in its one form: the same for every spelling, wherever the links in it lead. */
export const identityOfPath = (text: string): string => Glob.from(text)?.text ?? absolutePath(text);

/** Where a path leads, or a pattern is looked for: the same by whatever links it is named, as long as they lead there. */
export const identityOfPlace = (text: string): string =>
  Glob.from(text)?.place ?? realPlaceSync(absolutePath(text));
