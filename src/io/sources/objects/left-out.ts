import { countOf } from '../../text/count-of.js';

/** Why an object, or the rest of it, is not read. */
export type LeftOut = 'archived' | 'gone' | 'changed' | 'cut';

const WORDS: Readonly<Record<LeftOut, readonly [what: string, then: string]>> = {
  archived: ['in an archive', 'It is skipped. Restore it, and read it by its key in a run of its own.'],
  gone: ['deleted before it was read', 'There is nothing to be done.'],
  changed: ['overwritten before it was read', 'What it holds now is read as another one.'],
  cut: [
    'deleted or overwritten while it was read',
    'The rows before that count, and what it holds now is read from its beginning.',
  ],
};

export const leftOutText = (what: string, why: LeftOut): string => {
  const [is, then] = WORDS[why];
  return `${what} is ${is}. ${then}`;
};

/** Says once for each look what was left out, however much that is. */
export class LeftOutWarnings {
  readonly #found = new Map<LeftOut, { readonly first: string; count: number }>();

  constructor(private readonly warn: (message: string) => void) {}

  note(what: string, why: LeftOut): void {
    const found = this.#found.get(why);
    if (found !== undefined) {
      found.count++;
      return;
    }
    this.#found.set(why, { first: what, count: 1 });
    this.warn(leftOutText(what, why));
  }

  /** The look is over. */
  end(): void {
    for (const [why, { count }] of this.#found)
      if (count > 1) this.warn(`The same goes for ${countOf(count - 1, 'object')} more: ${WORDS[why][0]}.`);
    this.#found.clear();
  }
}
