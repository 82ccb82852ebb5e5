import { notOfActions } from './not-of-actions.js';

/** A row that was taken, until nothing is to be done about it any more. */
export interface Entry<I, O> {
  readonly key: string;
  readonly row: I;
  readonly partition: string | undefined;
  /** Our own clock gave it its time. */
  readonly ownTime: boolean;
  /** It was out when an earlier run ended. */
  readonly again: boolean;
  /** Undefined until it has come. */
  outcome: O | undefined;
  /** Its outcome is handed over: it is not out any more. */
  isEmitted: boolean;
  /** Its outcome is finished, or need not be. */
  isFinished: boolean;
  /** The inner source has noted its outcome, or notes nothing. */
  isNoted: boolean;
  /** The chunk in which it was handed over last, as a row or as an outcome. */
  turn: number;
  /** Pulls of the inner run that had begun when that was told of the outcome. */
  notedAt: number;
}

/** What is remembered of an entry; without an outcome it is out. */
interface SavedEntry<I, O> {
  readonly row: I;
  readonly partition?: string;
  readonly ownTime?: true;
  readonly outcome?: O;
  readonly finished?: true;
  readonly noted?: true;
}

export const newEntry = <I, O>(
  row: I,
  key: string,
  partition: string | undefined,
  ownTime: boolean,
  turn: number,
): Entry<I, O> => ({
  key,
  row,
  partition,
  ownTime,
  again: false,
  outcome: undefined,
  isEmitted: false,
  isFinished: false,
  isNoted: false,
  turn,
  notedAt: 0,
});

export const savedEntry = <I, O>({
  row,
  partition,
  ownTime,
  outcome,
  isEmitted,
  isFinished,
  isNoted,
}: Entry<I, O>): SavedEntry<I, O> => ({
  row,
  ...(partition !== undefined && { partition }),
  ...(ownTime && { ownTime }),
  ...(isEmitted && outcome !== undefined && { outcome }),
  ...(isEmitted && isFinished && { finished: true }),
  ...(isEmitted && isNoted && { noted: true }),
});

/** Reads an entry back from what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const entryOf = <I, O>(key: string, value: unknown): Entry<I, O> => {
  if (typeof value !== 'object' || value === null || !('row' in value)) throw notOfActions('memory');
  // Only `savedEntry` saves under such keys.
  const { row, partition, ownTime, outcome, finished, noted } = value as SavedEntry<I, O>;
  return {
    ...newEntry<I, O>(row, key, partition, ownTime === true, 0),
    again: true,
    outcome,
    isEmitted: outcome !== undefined,
    isFinished: finished === true,
    isNoted: noted === true,
  };
};
