import type { Timed } from '../../../operators/batch.js';

/** A file that has been left alone for as long as was asked for, and is to be shipped. */
export interface ReadyFile extends Timed {
  readonly kind: 'ready';
  /** Below the directory, as `nameText` writes names. */
  readonly path: string;
  /** Which file it is, and as what: see `fileIdentity`. */
  readonly identity: string;
  readonly bytes: number;
  /** Of its content, as it says itself; epoch milliseconds. */
  readonly modified: number;
  /** From 1; how often it was given, failures of earlier runs included. */
  readonly attempt: number;
}

/** All that waits, in one row. */
export interface FilesReport extends Timed {
  readonly kind: 'files';
  /** Milliseconds since the oldest file that waits came here, or was changed; 0 where none waits. */
  readonly oldest: number;
  /** Of that file; '' where none waits. */
  readonly path: string;
  readonly reason: string;
  readonly attempts: number;
  readonly waiting: number;
  readonly bytes: number;
  /** Those that were tried, and came to nothing the last time. */
  readonly failing: number;
  /** Bytes that may still be written to its file system; absent where that is not known. */
  readonly free?: number;
  /** Of all of it, 0 to 1. */
  readonly free_share?: number;
}

/** One of the oldest files that wait. */
export interface WaitingFile extends Timed {
  readonly kind: 'waiting';
  readonly path: string;
  readonly state: WaitingState;
  /** Milliseconds since it came here, or was changed. */
  readonly age: number;
  readonly size: number;
  readonly reason: string;
  readonly attempts: number;
}

/** `settling`: it may still be written. `sent`: it is there, and could not be removed here. */
export type WaitingState = 'settling' | 'queued' | 'sending' | 'failed' | 'sent';

export type DirectoryRow = ReadyFile | FilesReport | WaitingFile;

/** What a source of files needs to know of what became of one. */
export interface FileOutcome {
  /** It is where it was to go, and that is certain. */
  readonly shipped: boolean;
  /**
   * `gone` and `changed`: it is not what it was when it was given, and nothing is to blame. `dry-run`: nothing was to be done, and it is given
   * once.
   */
  readonly class: string;
  /** In words, where it was not shipped. */
  readonly reason: string;
}

export const isReadyFile = (row: unknown): row is ReadyFile =>
  typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'ready';

export const isFileOutcome = (outcome: unknown): outcome is FileOutcome =>
  typeof outcome === 'object' &&
  outcome !== null &&
  'shipped' in outcome &&
  typeof outcome.shipped === 'boolean' &&
  'class' in outcome &&
  typeof outcome.class === 'string' &&
  'reason' in outcome &&
  typeof outcome.reason === 'string';

/** It has been given too late or too early, and is looked at anew. */
export const isOther = ({ class: what }: FileOutcome): boolean => what === 'gone' || what === 'changed';
