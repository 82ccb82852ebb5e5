/** A field as it is written: its name decoded, its value as JSON text. */
export interface WrittenField {
  readonly name: string;
  readonly raw: string;
}

/** A record as it is written, every field of it, those that are there twice too; a text where it is no object. */
export type WrittenRecord = readonly WrittenField[] | string;

/**
 * Reads what `JSON.parse` does not tell: keys that are there twice, and how numbers are written. The text must be JSON:
 * an array, whose elements are the records, or one record. Linear, and not recursive.
 */
export function* scanRecords(text: string): Generator<WrittenRecord, void> {
  let at = afterSpace(text, 0);
  if (text[at] !== '[') {
    yield recordAt(text, at, endOfValue(text, at));
    return;
  }
  at = afterSpace(text, at + 1);
  while (text[at] !== ']') {
    const end = endOfValue(text, at);
    yield recordAt(text, at, end);
    at = afterSpace(text, end);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
}

const recordAt = (text: string, start: number, end: number): WrittenRecord => {
  if (text[start] !== '{') return text.slice(start, end);
  const fields: WrittenField[] = [];
  let at = afterSpace(text, start + 1);
  while (text[at] !== '}') {
    const nameEnd = endOfString(text, at);
    // What is between quotes in JSON is a text.
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const colon = afterSpace(text, nameEnd);
    const value = afterSpace(text, colon + 1);
    const valueEnd = endOfValue(text, value);
    fields.push({ name, raw: text.slice(value, valueEnd) });
    at = afterSpace(text, valueEnd);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return fields;
};

const afterSpace = (text: string, from: number): number => {
  let at = from;
  // JSON knows four kinds of space, and nothing else below the exclamation mark outside of texts.
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The place after the closing quote. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
};

const endOfValue = (text: string, start: number): number => {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++;
    return at;
  }
  let depth = 0;
  let at = start;
  for (;;) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    at++;
    if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at;
  }
};
