import type { RejectedReason } from '../../operators/rejected.js';
import { addLossFormats, type LossFormats } from './loss-formats.js';

/** Inputs that were turned away for one reason, as whoever runs the pipeline needs to know of them. Counts are in the balance. */
export interface Loss {
  /** Which stream turned them away; absent: the source or event time. */
  readonly stream?: string;
  readonly reason: RejectedReason;
  /** The first of them. */
  readonly example: LossExample;
  /**
   * Of rows that were late or ahead of their time: how many would have needed how much of the setting that decides, in
   * milliseconds, rounded up to what people write.
   */
  readonly needs?: Readonly<Record<string, number>>;
  /** Of lines that a source could not read: in which formats they are that are known. */
  readonly formats?: LossFormats;
}

export interface LossExample {
  /** Its first 256 bytes, one character a byte; absent where it was a row. */
  readonly raw?: string;
  /** Event time of the row. */
  readonly time?: number;
  readonly detail?: string;
  readonly partition?: string;
  readonly offset?: number;
}

/** Adds those of the runs before to those of this one. */
export const addLosses = (before: readonly Loss[] = [], now: readonly Loss[] = []): readonly Loss[] => {
  const sums = new Map(before.map((loss) => [keyOf(loss), loss]));
  for (const loss of now) {
    const old = sums.get(keyOf(loss));
    sums.set(
      keyOf(loss),
      old === undefined ? loss : { ...old, ...addNeeds(old.needs, loss.needs), ...addFormats(old, loss) },
    );
  }
  return [...sums.values()];
};

const keyOf = ({ stream, reason }: Loss): string => JSON.stringify([stream, reason]);

const addNeeds = (a: Loss['needs'], b: Loss['needs']): Pick<Loss, 'needs'> => {
  if (a === undefined && b === undefined) return {};
  const sum: Record<string, number> = { ...a };
  for (const [need, n] of Object.entries(b ?? {})) sum[need] = (sum[need] ?? 0) + n;
  return { needs: sum };
};

const addFormats = (a: Loss, b: Loss): Pick<Loss, 'formats'> => {
  const formats = addLossFormats(a.formats, b.formats);
  return formats === undefined ? {} : { formats };
};
