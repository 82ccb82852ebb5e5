import type { StateStore } from '../../src/io/state/state-store.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';

/** Where an answer is lost: with the request, or after it was done. */
export type Loss = 'none' | 'before' | 'after';

/** A store that is reached over a network: of its claims and commits some get no answer, in turns. */
export const lossyStore = (
  inner: StateStore,
  losses: readonly Loss[],
): StateStore & { readonly lost: number } => {
  let turn = 0;
  let lost = 0;
  const ask = async <T>(request: () => Promise<T>): Promise<T> => {
    const loss = losses[turn++ % losses.length] ?? 'none';
    if (loss !== 'before') {
      const answer = await request();
      if (loss === 'none') return answer;
    }
    lost++;
    throw new TidemarkError('unwritable', `The answer was lost (${loss}).`, { retryable: true });
  };
  return {
    ...inner,
    claim: async (key) => {
      const owned = await ask(() => inner.claim(key));
      return {
        ...owned,
        commit: (expected, next) => {
          // Whoever sends something has read it, whatever becomes of it.
          const changes = [next.remembered, ...Object.values(next.keyed), ...Object.values(next.kept)];
          for (const map of changes) Array.from<unknown>(map);
          return ask(() => owned.commit(expected, next));
        },
      };
    },
    get lost() {
      return lost;
    },
  };
};
