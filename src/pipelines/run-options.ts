import type { Clock } from '../io/clock.js';
import type { StateStore } from '../io/state/state-store.js';
import type { TidemarkError } from '../operators/tidemark-error.js';
import type { Duration } from '../operators/time/duration.js';
import type { Watch } from './graph.js';
import type { RunView } from './graph-view.js';
import type { SettingWords } from './losses/needed-text.js';
import type { StreamReads } from './silence/stream-reads.js';

export interface RunOptions {
  /** The system's by default; a test passes a virtual one. */
  readonly clock?: Clock;
  /** Aborting it drains: reading stops, what was read is folded, committed and told. Default: nobody stops it. */
  readonly signal?: AbortSignal;
  /** Where the pipeline remembers. Default: nowhere, and then the end of the input is the end for good. */
  readonly store?: StateStore | undefined;
  /** With a store: says that the end of the input is the end for good, which closes the windows that are open. */
  readonly close?: boolean;
  /** Time between two commits while outputs do not wait, or the pipeline is catching up. Default 1s. */
  readonly checkpoint?: Duration;
  /** How long deliveries may take after a stop. Default 30s. */
  readonly drainTimeout?: Duration;
  /** How long a delivery is tried before its sink counts as refusing it. Default: for ever. */
  readonly giveUpAfter?: Duration | undefined;
  /** Deliveries of one sink without a buffer that may wait before the source has to. Default 64. */
  readonly mostWaiting?: number;
  readonly random?: () => number;
  /** Makes an id that no other has, for each commit. */
  readonly randomId?: () => string;
  /** Told when a sink or the store fails and is tried again. */
  readonly onRetry?: (error: TidemarkError, milliseconds: number) => void;
  /** Told, in a sentence, what whoever runs the pipeline must know. */
  readonly onWarning?: (message: string) => void;
  /** What its streams and alerts read: where rows do not have it, that is said. */
  readonly reads?: readonly StreamReads[];
  /** Names of the formats that its source is told to read: what is said of lines in another. */
  readonly readAs?: readonly string[];
  /** How whoever runs it writes settings, for what is said of them. Default: as a config does. */
  readonly words?: SettingWords;
  /** Takes secrets out of what is said of the errors of sinks. */
  readonly redact?: (text: string) => string;
  /** Given, when the run begins, what can be looked at while it lasts. */
  readonly onStart?: (view: RunView) => void;
  /** Told when the source has given something for the first time, and so can be read. */
  readonly onRead?: () => void;
  /** Told, inside the fold, what comes out of each stream, sinks or none; must not throw, and keeps no array. */
  readonly watch?: Watch | undefined;
}

/** Options with a clock, and with a signal, that is never aborted where none was given. */
export type RunSettings = RunOptions & Required<Pick<RunOptions, 'clock' | 'signal'>>;
