import type { FileLabel } from './file-names.js';

/** What the sink remembers between commits: where the next row goes. */
export interface FileMemory {
  readonly file: string;
  readonly label: FileLabel;
  /** The byte at which the next delivery begins: everything before it has been composed. */
  readonly offset: number;
  /** The last bytes before the offset, one character a byte: they tell this file from another one at its path. */
  readonly before: string;
  /** Present until the first delivery: the file was there already, and its last line was ended or not. */
  readonly found?: { readonly ended: boolean };
}

/** A delivery: these bytes at this place of this file. */
export interface FileBody {
  readonly file: string;
  readonly offset: number;
  readonly before: string;
  readonly text: string;
}

/** How many bytes `before` holds, at most. */
export const BEFORE_BYTES = 64;
