import { parseYaml } from './parse-yaml.js';
import { plainItems } from './plain-items.js';

/** Characters of a piece, about. What the parser keeps of a text is a hundred times as large. */
const PIECE = 32 * 1024;

/** Anchors and aliases may lead from one piece to another. */
const LINKED = /[\s,[{:][&*][^\s&*]/;
/** A line that begins the list, after comments: the mark of a document, then the key of the list. */
const MARK = /^---[ \t]*(?:#.*)?$/;
const KEY = /^([a-z_]+):[ \t]*(?:#.*)?$/;
const NOTHING = /^[ \t]*(?:#.*)?$/;

/**
 * The value of a long list in YAML, which is the whole of a text or stands at its one key, read in pieces of some items: a
 * hundred thousand at once take gigabytes. Undefined where it is not as plain as that, or
 * anything is odd about it: then the whole is to be read, which knows where everything stands.
 */
export const yamlInPieces = (text: string, size = PIECE): unknown => {
  const begun = beginning(text);
  if (begun === undefined || LINKED.test(text)) return undefined;
  const list: unknown[] = [];
  for (const piece of pieces(text, begun, size)) {
    const items = piece === undefined ? undefined : itemsOf(piece);
    if (items === undefined) return undefined;
    for (const item of items) list.push(item);
  }
  return begun.key === undefined ? list : { [begun.key]: list };
};

interface Beginning {
  /** Where the line of the first item begins. */
  readonly at: number;
  readonly indent: number;
  readonly key: string | undefined;
}

const beginning = (text: string): Beginning | undefined => {
  let isMarked = false;
  let key: string | undefined;
  for (const [at, line] of lines(text, 0)) {
    if (NOTHING.test(line)) continue;
    const indent = dash(line);
    if (indent !== undefined) return { at, indent, key };
    if (MARK.test(line) && !isMarked && key === undefined) isMarked = true;
    else {
      const [, named] = KEY.exec(line) ?? [];
      if (named === undefined || key !== undefined) return undefined;
      key = named;
    }
  }
  return undefined;
};

/** Some items each; undefined as the last one where there is something else among them. */
function* pieces(
  text: string,
  { at: first, indent }: Beginning,
  size: number,
): Generator<string | undefined> {
  let start = first;
  for (const [at, line] of lines(text, first)) {
    const isItem = dash(line) === indent;
    if (!isItem && !isDeeper(line, indent) && !NOTHING.test(line)) {
      yield undefined;
      return;
    }
    if (!isItem || at - start < size) continue;
    yield text.slice(start, at);
    start = at;
  }
  yield text.slice(start);
}

/** With their places, without their ends. */
function* lines(text: string, from: number): Generator<readonly [number, string]> {
  let at = from;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const next = end === -1 ? text.length : end;
    yield [at, text.slice(at, text[next - 1] === '\r' ? next - 1 : next)];
    at = next + 1;
  }
}

/** How far an item of a list is indented; undefined where the line begins none. */
const dash = (line: string): number | undefined => {
  const at = line.search(/[^ ]/);
  return line[at] === '-' && (line[at + 1] === ' ' || line.length === at + 1) ? at : undefined;
};

const isDeeper = (line: string, indent: number): boolean => {
  const at = line.search(/[^ ]/);
  return at > indent && line[at] !== '\t';
};

/** Undefined where anything at all is to be said of it. */
const itemsOf = (piece: string): readonly unknown[] | undefined => {
  const plain = plainItems(piece);
  if (plain !== undefined) return plain;
  const [first, second] = parseYaml('', piece);
  if (first === undefined || second !== undefined || first.diagnostics.length > 0) return undefined;
  const { value } = first.document;
  return Array.isArray(value) ? value : undefined;
};
