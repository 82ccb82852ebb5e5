import { basename, dirname } from 'node:path';
import { absolutePath } from '../../disk/absolute-path.js';
import { realPlaceSync } from '../../disk/real-place.js';
import { fileNames } from './file-names.js';

/** Some period: names of any other are alike but for their digits. */
const PERIOD = Date.UTC(2026, 0, 1);

/** The files that one sink writes, in the course of time. */
export interface WrittenFiles {
  /** As it was given, in its one form. */
  readonly path: string;
  /** Where it leads. */
  readonly place: string;
  /** Where a file of it may come to lie. */
  readonly example: string;
  /** Whether a file that lies there is one of them. */
  includes(place: string): boolean;
}

export const writtenFiles = (
  path: string,
  { every, size }: { readonly every?: unknown; readonly size?: unknown } = {},
): WrittenFiles => {
  const absolute = absolutePath(path);
  const place = realPlaceSync(absolute);
  const names = fileNames(place, every !== undefined, size !== undefined);
  return {
    path: absolute,
    place,
    example: names.nameOf({ period: PERIOD, number: 1 }),
    includes: (other) => dirname(other) === names.directory && names.labelOf(basename(other)) !== undefined,
  };
};
