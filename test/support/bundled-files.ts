import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tidemark.js';

/** What the bundler says of a file that it wrote. */
export interface BundledFile {
  /** The source that it begins with, where it is imported by that name. */
  readonly entryPoint?: string;
  readonly exports: readonly string[];
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  /** Sources by path, with the bytes that are left of each. */
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

/** The built files by their paths from the top of the repository. */
export const bundledFiles = (): ReadonlyMap<string, BundledFile> => {
  const builds: readonly Readonly<Record<string, BundledFile>>[] = JSON.parse(
    readFileSync(join(ROOT, 'dist/meta.json'), 'utf8'),
  );
  return new Map(builds.flatMap((outputs) => Object.entries(outputs)));
};
