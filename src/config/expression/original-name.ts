/** Whether rows have a field that is written so. */
export type IsField = (written: string) => boolean;

/** `$request_time`, `@timestamp`, `cs(User-Agent)`: names that could mean nothing else. */
const SIGNED = /[$@][A-Za-z_]\w*|(?:cs|sc|rs|sr)\([A-Za-z][\w-]*\)/y;
/** Names with a - in them, as headers and W3C logs have, which might be subtractions too. */
const HYPHENED = /[A-Za-z_]\w*(?:-[A-Za-z]\w*)+(?![\w-]|\s*\()/y;
/** `X-Request-Id`, and the prefixes of the W3C's extended log. */
const HEADER = /^[A-Z]\w*(?:-[A-Z]\w*)+$/;
const EXTENDED = /^(?:cs|sc|rs|sr|c|s|r|x)-/;

/**
 * Where a name as logs have it ends that begins at `at`; `at` where none begins. `a-b` is one where rows have a field that
 * is written so, or where neither `a` nor `b` is a field and it looks like a header; anything else is a subtraction.
 */
export const originalEnd = (text: string, at: number, isField: IsField): number => {
  SIGNED.lastIndex = at;
  if (SIGNED.test(text)) return SIGNED.lastIndex;
  HYPHENED.lastIndex = at;
  const [name] = HYPHENED.exec(text) ?? [];
  if (name === undefined) return at;
  if (isField(name)) return at + name.length;
  if (name.split('-').some(isField)) return at;
  return HEADER.test(name) || EXTENDED.test(name) ? at + name.length : at;
};
