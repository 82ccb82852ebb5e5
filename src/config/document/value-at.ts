/** How deep in braces and brackets of its own line an offset stands; what is in quotes does not count. */
const depthAt = (line: string): number => {
  let depth = 0;
  let quote = '';
  for (const sign of line) {
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
  }
  return depth;
};

/** The value without quotes that begins at an offset, as whoever wrote it will have meant it: up to its comma, or to the end of the line. */
export const valueAt = (text: string, from: number): readonly [start: number, end: number] => {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const newline = text.indexOf('\n', from);
  const rest = text.slice(from, newline === -1 ? text.length : newline).replace(/\s+#.*$|\s+$/s, '');
  const depth = depthAt(text.slice(lineStart, from));
  if (depth <= 0) return [from, from + rest.length];
  // A comma inside braces is the end, unless no key comes after it.
  const comma = /,\s*(?:[\w-]+\s*:(?:\s|$)|[^:,]*$)/.exec(rest);
  const cut = comma === null ? rest : rest.slice(0, comma.index);
  return [from, from + cut.slice(0, closerIn(cut)).trimEnd().length];
};

/** Where a brace or bracket closes that is not opened before it; the length of the text where none does. */
const closerIn = (text: string): number => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{' || text[at] === '[') depth++;
    else if ((text[at] === '}' || text[at] === ']') && depth-- === 0) return at;
  }
  return text.length;
};

/** The text in the quotes that it can stand in. */
export const quoted = (text: string): string =>
  /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
