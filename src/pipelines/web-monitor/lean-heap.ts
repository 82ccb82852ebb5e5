let lean: (() => void) | undefined;

/** Says how the heap of this process is kept small. That is for who owns the process. */
export const offerLeanHeap = (how: () => void): void => {
  lean = how;
};

/**
 * Keeps the heap of this process small, where its owner has said how. Checks leave behind what has lived for seconds, in the
 * part of the heap that V8 would let grow to four times what is in use before it cleans up there: 200 MB of nothing with 10,000
 * targets.
 */
export const leanHeap = (): void => lean?.();
