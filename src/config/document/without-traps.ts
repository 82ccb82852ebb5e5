import type { Diagnostic } from '../diagnostic.js';

/** More traps than this in one text are said over several checks. */
const MOST_ROUNDS = 50;

/**
 * Reads a text again and again, each time with something harmless in the place of the values that YAML takes for something
 * else, until the rest of it can be read: so everything else that is wrong is said too. Offsets stay what they are.
 */
export const withoutTraps = <D extends { readonly diagnostics: readonly Diagnostic[] }>(
  text: string,
  read: (plain: string) => readonly D[],
): readonly D[] => {
  const first = read(text);
  const found: Diagnostic[][] = first.map(() => []);
  let plain = text;
  let documents = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const errors = documents.map(({ diagnostics }) =>
      diagnostics.filter(({ severity }) => severity === 'error'),
    );
    const traps = errors.flat().filter(({ code }) => code === 'yaml-trap');
    if (traps.length === 0) break;
    for (const [i, own] of errors.entries())
      found[i]?.push(...own.filter(({ code }) => code === 'yaml-trap'));
    const masked = traps.reduce((before, trap) => maskedAt(before, trap), plain);
    if (masked === plain) return first;
    plain = masked;
    documents = read(plain);
    if (documents.length !== first.length) return first;
  }
  if (plain === text) return first;
  // What comes of a guess at what was meant is no fault of whoever wrote it.
  const isReadable = documents.every(({ diagnostics }) =>
    diagnostics.every(({ severity }) => severity !== 'error'),
  );
  if (!isReadable) return first;
  return documents.map((document, i) => ({
    ...document,
    diagnostics: [...(found[i] ?? []), ...document.diagnostics],
  }));
};

/** Whether the text of a range is not the one that was written. */
export const isMasked = (text: string, plain: string, [from, to]: readonly [number, number]): boolean =>
  text !== plain && text.slice(from, to) !== plain.slice(from, to) && !/[\n{[]/.test(plain.slice(from, to));

/** The same text, as long, with a harmless value where the trap is. */
const maskedAt = (text: string, { place }: Diagnostic): string => {
  if (place === undefined) return text;
  let from = -1;
  for (let line = 1; line < place.line; line++) {
    from = text.indexOf('\n', from + 1);
    if (from === -1) return text;
  }
  from += place.column;
  const culprit = text.slice(from, from + place.length);
  const harmless = /^\s+$/.test(culprit)
    ? ' '.repeat(place.length)
    : place.length < 2
      ? '_'
      : `"${'_'.repeat(place.length - 2)}"`;
  return `${text.slice(0, from)}${harmless}${text.slice(from + place.length)}`;
};
