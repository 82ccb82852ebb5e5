import { notOfActions } from './not-of-actions.js';

/** The position of a source under an action. */
export interface ActingPosition {
  /** That of the inner source. */
  readonly inner: unknown;
  /** Counts the chunks: an acknowledgement says by it which of the changes are stored. */
  readonly turn: number;
}

/** Reads a position back from what a state store kept. Throws TidemarkError 'bad-options' for anything else. */
export const actingPosition = (value: unknown): ActingPosition => {
  if (value === undefined) return { inner: undefined, turn: 0 };
  if (typeof value === 'object' && value !== null && 'turn' in value && Number.isSafeInteger(value.turn)) {
    return { inner: 'inner' in value ? value.inner : undefined, turn: Number(value.turn) };
  }
  throw notOfActions('position');
};
