/** When something is to be done, again and again. */
export interface Moments {
  /** Resolves at the next one, or before; undefined: there is none for now. */
  due(): Promise<void> | undefined;
  readonly isDue: boolean;
}

/** Something that is done when it is due, also while something else is waited for. */
export interface Occasion {
  readonly moments: Moments;
  act(): Promise<void>;
}

/** Waits for a promise, and does meanwhile what is due; what that comes to is how the promise has settled. */
export async function meanwhile<R>(waited: Promise<R>, occasions: readonly Occasion[]): Promise<R> {
  if (occasions.every(({ moments }) => moments.due() === undefined)) return waited;
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  const over = waited.then(end, end);
  for (;;) {
    await Promise.race([over, ...occasions.flatMap(({ moments }) => moments.due() ?? [])]);
    for (const { moments, act } of occasions) if (moments.isDue) await act();
    if (isOver) return waited;
  }
}
