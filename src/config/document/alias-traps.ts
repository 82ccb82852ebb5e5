import { type Alias, type Document, isAlias, isMap, isSeq, type Pair, visit } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';
import { quoted, valueAt } from './value-at.js';

/** Aliases may stand for so many values in all: more is an attack, or a mistake. */
const MOST_VALUES = 5000;

/** Values that begin with `*` and name no anchor, and aliases that would never come to an end. */
export const aliasTraps = (document: ConfigDocument, parsed: Document.Parsed): Diagnostic[] => {
  const found: Diagnostic[] = [];
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();
  let total = 0;
  const note = (
    code: 'syntax' | 'yaml-trap',
    range: readonly [number, number],
    message: string,
    suggestion?: string,
  ): void => {
    const place = document.at(...range);
    found.push({
      code,
      severity: 'error',
      message,
      ...(suggestion !== undefined && { suggestion }),
      file: document.file,
      place,
    });
  };
  const rangeOf = ({ range }: Alias): readonly [number, number] => [range?.[0] ?? 0, range?.[1] ?? 1];

  /** How many values a node holds, those of its aliases included; infinite where it holds itself. */
  const sizeOf = (node: unknown): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (open.has(node)) return Infinity;
    open.add(node);
    let size = 1;
    if (isAlias(node)) size = sizeOf(node.resolve(parsed as Document));
    else if (isSeq(node)) for (const item of node.items) size += sizeOf(item);
    else if (isMap(node)) for (const { value } of node.items as Pair[]) size += sizeOf(value);
    open.delete(node);
    sizes.set(node, size);
    return size;
  };

  visit(parsed, {
    Alias(_, alias, path) {
      const target = alias.resolve(parsed as Document);
      if (target === undefined) {
        const range = valueAt(document.text, rangeOf(alias)[0]);
        const text = document.text.slice(...range);
        note(
          'yaml-trap',
          range,
          `YAML takes a value that begins with * for an alias, and there is no anchor "${alias.source}".`,
          `put it in quotes: ${quoted(text)}`,
        );
        return undefined;
      }
      if (path.includes(target)) {
        note(
          'syntax',
          rangeOf(alias),
          `The alias *${alias.source} stands inside of what it stands for: it would hold itself.`,
        );
        return visit.BREAK;
      }
      const before = total;
      total += sizeOf(target);
      if (total > MOST_VALUES && before <= MOST_VALUES) {
        const message = `Aliases stand for more than ${MOST_VALUES} values from here on: that is more than any config needs.`;
        note('syntax', rangeOf(alias), message);
      }
      return undefined;
    },
  });
  return found;
};
