import { type Document, isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { ConfigCode, Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';

/** Keys that no config can have: maps and lists, names that every object has, and merge keys without a map. */
export const keyTraps = (document: ConfigDocument, parsed: Document.Parsed): Diagnostic[] => {
  const found: Diagnostic[] = [];
  const note = (code: ConfigCode, node: unknown, message: string, suggestion?: string): void => {
    const [from, to] = (node as { readonly range?: readonly [number, number] | null }).range ?? [0, 1];
    found.push({
      code,
      severity: 'error',
      message,
      ...(suggestion !== undefined && { suggestion }),
      file: document.file,
      place: document.at(from, to),
    });
  };
  const isMapOrAlias = (node: unknown): boolean =>
    isMap(isAlias(node) ? node.resolve(parsed as Document) : node);
  visit(parsed, {
    Pair(_, { key, value }) {
      if (isMap(key) || isSeq(key)) {
        const suggestion =
          isMap(key) && key.flow === true ? 'put a value that begins with { in quotes' : undefined;
        note('syntax', key, 'A key is a word, and not a list or a map.', suggestion);
        return visit.SKIP;
      }
      if (isAlias(key)) note('syntax', key, 'A key is a word, and not an alias.');
      if (!isScalar(key)) return undefined;
      // A tag may make anything of a key.
      if (typeof key.value === 'object' && key.value !== null) note('syntax', key, 'A key is a word.');
      if (key.value === '__proto__') note('unknown-key', key, 'Unknown key "__proto__".');
      if (key.source === '<<' && key.type === 'PLAIN') {
        const sources = isSeq(value) ? value.items : [value];
        if (!sources.every(isMapOrAlias))
          note('wrong-type', value ?? key, 'A merge key takes a map, or a list of maps.');
      }
      return undefined;
    },
  });
  return found;
};
