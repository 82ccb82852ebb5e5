import { TidemarkError } from '../../../operators/tidemark-error.js';

/**
 * Where a row is on its way:
 * - committing: handed over, and performed when a commit holds it as out
 * - queued: to be performed as soon as another is done
 * - performing
 * - performed: its outcome is there and not handed over
 * - told: its outcome is handed over; it is finished after the commit
 * - finished: only what the source notes of it is waited for
 */
export type Stage = 'committing' | 'queued' | 'performing' | 'performed' | 'told' | 'finished';

/** A row that was taken, until it is forgotten. */
export interface Entry<I, O> {
  readonly key: string;
  readonly row: I;
  readonly partition: string | undefined;
  readonly again: boolean;
  stage: Stage;
  outcome: O | undefined;
  /** The chunk in which it was handed over last, as a row or as an outcome. */
  turn: number;
  /** Pulls of the inner run that had begun when that was told of the outcome. */
  toldAt: number;
  /** Whether its finish has been tried since the commit of its outcome. */
  tried: boolean;
  /** It was not performed: its outcome is that it was missed, and is not finished. */
  isMissed: boolean;
}

/** What is remembered of an entry. */
export type SavedEntry<I, O> =
  | { readonly row: I; readonly partition?: string }
  | { readonly row: I; readonly partition?: string; readonly outcome: O; readonly finished?: true };

export const isOut = ({ stage }: Pick<Entry<unknown, unknown>, 'stage'>): boolean =>
  stage !== 'told' && stage !== 'finished';

export const savedEntry = <I, O>({ row, partition, stage, outcome }: Entry<I, O>): SavedEntry<I, O> => ({
  row,
  ...(partition !== undefined && { partition }),
  ...(outcome !== undefined &&
    (stage === 'told' || stage === 'finished') && {
      outcome,
      ...(stage === 'finished' && { finished: true as const }),
    }),
});

export const newEntry = <I, O>(
  row: I,
  key: string,
  partition: string | undefined,
  turn: number,
): Entry<I, O> => ({
  key,
  row,
  partition,
  again: false,
  stage: 'committing',
  outcome: undefined,
  turn,
  toldAt: 0,
  tried: false,
  isMissed: false,
});

/** Reads an entry back from what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const entryOf = <I, O>(key: string, value: unknown): Entry<I, O> => {
  if (typeof value !== 'object' || value === null || !('row' in value)) {
    throw new TidemarkError(
      'bad-options',
      'Cannot resume: what the state remembers is not of actions. Use another pipeline name, or remove the saved state.',
    );
  }
  // Only `savedEntry` saves under such keys.
  const saved = value as SavedEntry<I, O>;
  const outcome = 'outcome' in saved ? saved.outcome : undefined;
  const finished = 'finished' in saved && saved.finished === true;
  return {
    ...newEntry<I, O>(saved.row, key, saved.partition, 0),
    again: true,
    stage: outcome === undefined ? 'queued' : finished ? 'finished' : 'told',
    outcome,
  };
};
