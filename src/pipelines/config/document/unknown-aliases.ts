import { type Document, visit } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';

/** Values that begin with `*`, which YAML takes for aliases, and for which there is no anchor. */
export const unknownAliases = (document: ConfigDocument, parsed: Document.Parsed): Diagnostic[] => {
  const found: Diagnostic[] = [];
  visit(parsed, {
    Alias(_, alias) {
      if (alias.resolve(parsed as Document) !== undefined) return;
      const [start, end] = alias.range ?? [0, 0];
      found.push({
        code: 'yaml-trap',
        severity: 'error',
        message: `YAML takes a value that begins with * as an alias, and there is no anchor "${alias.source}".`,
        suggestion: `Put it in quotes: "*${alias.source}"`,
        file: document.file,
        place: document.at(start, end),
      });
    },
  });
  return found;
};
