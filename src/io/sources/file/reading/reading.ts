import type { Clock } from '../../../clock.js';
import type { Codec } from '../../../codecs/codec.js';
import type { ReadTotals } from '../audit/read-totals.js';
import type { KnownFiles } from '../identity/known-files.js';
import type { Beginnings } from '../start/beginnings.js';
import type { Handles } from './handles.js';
import type { Meter } from './open-file.js';
import type { ReadAhead } from './read-ahead.js';

/** What all files of one run share. */
export interface Reading<T> {
  readonly codec: Codec<T>;
  readonly fields: readonly string[] | 'all';
  readonly clock: Clock;
  readonly follow: boolean;
  /** Milliseconds for which a rotated file is kept open after the last byte that came. */
  readonly grace: number;
  readonly lastLine: 'take' | 'leave';
  readonly warn: (message: string) => void;
  readonly meter: Meter;
  readonly totals: ReadTotals;
  readonly handles: Handles;
  readonly known: KnownFiles;
  readonly ahead: ReadAhead;
  readonly beginnings: Beginnings;
}
