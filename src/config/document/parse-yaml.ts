import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  visit,
} from 'yaml';
import { largeWhole } from '../../operators/number-in-text.js';
import type { Diagnostic, Path } from '../diagnostic.js';
import { aliasTraps } from './alias-traps.js';
import { ConfigDocument, pathKey, type Span } from './config-document.js';
import { explainYaml } from './explain-yaml.js';
import { flowTraps } from './flow-traps.js';
import { keyTraps } from './key-traps.js';
import { scalarTraps } from './scalar-traps.js';
import { isMasked, withoutTraps } from './without-traps.js';

export interface ParsedDocument {
  readonly document: ConfigDocument;
  /** What is wrong with the text itself; where the rest can be read in spite of errors, the document has a value, and else none. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML, of which JSON is a part: every document of a text, with the place of each key and value. */
export const parseYaml = (file: string, text: string): readonly ParsedDocument[] => {
  if (isTooDeep(text)) return [tooDeep(file, text)];
  try {
    return withoutTraps(text, (plain) => {
      const documents = parseAllDocuments(plain, { merge: true, prettyErrors: false, uniqueKeys: true });
      // Comments alone are no document.
      const all = [...documents].filter(
        (document) => document.contents !== null || document.errors.length > 0,
      );
      return all.map((document) => readDocument(file, text, document, plain));
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [tooDeep(file, text)];
  }
};

/** More than any config needs; the library's time grows with the square of the depth. */
const DEEPEST = 100;

const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const sign of text) {
    if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && depth > 0) depth--;
    if (depth > DEEPEST) return true;
  }
  return /(?:[-?]\s+){100}/.test(text);
};

const tooDeep = (file: string, text: string): ParsedDocument => {
  const document = new ConfigDocument(file, text, undefined, new Map());
  const message = 'This is nested too deeply to be a config.';
  return {
    document,
    diagnostics: [{ code: 'syntax', severity: 'error', message, file, place: document.at(0, 1) }],
  };
};

// Looking at every node takes as long as reading the text, so it is done only where there may be something to find.
/** A comment, or a 0 before a number. */
const MAY_HOLD_TRAPS = /#|\D0\d/;
/** 2^53 has so many digits, as a hexadecimal number too. */
const MAY_BE_LARGE = /[\da-f_]{14}/i;

const readDocument = (
  file: string,
  text: string,
  document: Document.Parsed,
  plain: string,
): ParsedDocument => {
  const spans = new Map<string, Span>();
  record(document, document.contents, [], spans, undefined);
  // What a trap held is not known: nothing can be said of it.
  const unknown = new Set(
    [...spans].filter(([, { value }]) => isMasked(text, plain, value)).map(([path]) => path),
  );
  const blank = new ConfigDocument(file, text, undefined, spans);
  const problems = explainYaml(new ConfigDocument(file, plain, undefined, spans), [
    ...document.errors,
    ...document.warnings,
  ]);
  const cut = plain.includes('(') ? flowTraps(blank, document) : [];
  // A comma inside braces also makes odd keys: the trap says what is wrong with them.
  const form = cut.length > 0 && problems.length === 0 ? cut : [...problems, ...cut];
  const isReadable = form.length === 0;
  const diagnostics = [
    ...form,
    ...(isReadable ? keyTraps(blank, document) : []),
    ...(plain.includes('*') ? aliasTraps(blank, document) : []),
    ...(isReadable && MAY_HOLD_TRAPS.test(plain) ? scalarTraps(blank, document) : []),
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { document: blank, diagnostics };
  try {
    if (MAY_BE_LARGE.test(plain)) keepDigits(document);
    // How much aliases may stand for has been checked.
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    const read = new ConfigDocument(file, text, value, spans).without(unknown);
    return { document: read, diagnostics };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      document: blank,
      diagnostics: [blank.diagnose('syntax', [], `The YAML cannot be read: ${detail}.`)],
    };
  }
};

/** Whole numbers past 2^53 become texts of their digits, as they are in rows: as doubles they would be other numbers. */
const keepDigits = (document: Document.Parsed): void =>
  visit(document, {
    Scalar(_, scalar) {
      const { value, source = '' } = scalar;
      if (typeof value === 'number' && largeWhole(source) !== undefined)
        scalar.value = source.replace(/^\+/, '');
    },
  });

const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  const range = (node as Node | null | undefined)?.range;
  return range === null || range === undefined ? undefined : [range[0], Math.max(range[0], range[1])];
};

/** Notes where every value stands. What an alias stands for is blamed where it was written. */
const record = (
  document: Document.Parsed,
  node: unknown,
  path: Path,
  spans: Map<string, Span>,
  key: readonly [number, number] | undefined,
): void => {
  if (path.length > 64) return;
  const target = isAlias(node) ? node.resolve(document as Document) : node;
  const value = rangeOf(node) ?? key;
  if (value !== undefined) spans.set(pathKey(path), { key, value, text: textStart(target, value) });
  if (isAlias(node)) return;
  if (isMap(target)) {
    for (const pair of target.items as Pair[]) {
      // Such are refused, and as a text they may be anything, an error too.
      if (isMap(pair.key) || isSeq(pair.key)) continue;
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      record(document, pair.value, [...path, name], spans, rangeOf(pair.key));
    }
  } else if (isSeq(target)) {
    for (const [i, item] of target.items.entries()) record(document, item, [...path, i], spans, undefined);
  }
};

/** Blocks and escapes move the characters about. */
const textStart = (node: unknown, [start]: readonly [number, number]): number | undefined => {
  if (!isScalar(node)) return undefined;
  const { type } = node as Scalar;
  if (type === 'PLAIN') return start;
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? start + 1 : undefined;
};
