import { type Source, TidemarkError, type Timed } from 'tidemark';

/** What the service answers with: some rows, and where the next ones are. */
interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

/** The rows of a service that gives them page by page, each with the address of the next one. */
export const pages = <T extends Timed>(first: string): Source<T> => ({
  async *read({ position, stop }) {
    // What was committed last is a position of ours: the address of the next page, or that there was none.
    let { next } = (position ?? { next: first }) as { readonly next?: string };
    while (next !== undefined && !stop.aborted) {
      const page: Page<T> | undefined = await pageAt<T>(next, stop);
      if (page === undefined) return;
      next = page.next;
      yield { rows: page.rows, rejected: [], position: next === undefined ? {} : { next } };
    }
  },
});

/** Undefined where a stop was asked for meanwhile. */
const pageAt = async <T>(address: string, stop: AbortSignal): Promise<Page<T> | undefined> => {
  try {
    const answer = await fetch(address, { signal: stop });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    return (await answer.json()) as Page<T>;
  } catch (error) {
    if (stop.aborted) return undefined;
    throw new TidemarkError('unreadable', `${address} cannot be read: ${String(error)}.`, { cause: error });
  }
};
