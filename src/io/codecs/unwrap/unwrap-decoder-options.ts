import type { Decoder } from '../codec.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-parser.js';
import type { ReadYearless } from './envelope.js';
import type { Multiline } from './multiline.js';
import type { WrapKind } from './peel.js';
import type { RecordAround } from './wrapped-records.js';

export interface UnwrapDecoderOptions<T> {
  readonly wrapping: 'fit' | 'auto' | 'none' | WrapKind;
  readonly multiline: Multiline | undefined;
  readonly maxLineBytes: number;
  readonly offset: number;
  readonly saved: unknown;
  readonly wanted: WantedNames;
  readonly inner: Decoder<T>;
  readonly parser: LineParser<T>;
  readonly readYearless: ReadYearless;
  /** What the years of later lines depend on; loaded with what it has saved. */
  readonly years: { save(): unknown; load(saved: unknown): void };
}

/** What is saved beside what the inner decoder saves. */
export interface SavedLines {
  readonly line?: unknown;
  readonly years?: unknown;
  readonly around?: RecordAround | undefined;
  readonly open?: { readonly at: number; readonly pieces: unknown; readonly records: unknown };
}
