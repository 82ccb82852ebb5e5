/** Of one line of YAML, what is behind a key or a dash: what every reader of YAML takes for the same. */
const PLAIN = /^[A-Za-z0-9/$][\w ./:@%+=~?&;,!*()|$^<>{}[\]-]*$/;
/** The same within brackets and braces, one after the other. */
const IN_FLOW = /[A-Za-z0-9/](?:[\w ./@%+=~&;!|^<>-]|:(?=[\w/]))*/y;
const DOUBLE = /^"[ !#-[\]-~]*"$/;
const SINGLE = /^'[ -&(-~]*'$/;
/** Words and numbers that mean something else than their letters, or might. */
const SPECIAL = /^(?:null|true|false)$/i;
const WHOLE = /^(?:0|[1-9]\d{0,14})$/;
const NUMBER = /^(?:[\d.]+(?:e[-+]?\d*)?|0[xo].*)$/i;
const KEY = /[A-Za-z][\w-]*/y;

type Flow = readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** Undefined: it is for a real reader of YAML to say. */
export const plainScalar = (text: string): string | number | Flow | undefined => {
  const first = text[0];
  if (first === '"') return DOUBLE.test(text) ? text.slice(1, -1) : undefined;
  if (first === "'") return SINGLE.test(text) ? text.slice(1, -1) : undefined;
  if (first === '[' || first === '{') return flowOf(text);
  return PLAIN.test(text) && !text.includes(': ') && !text.endsWith(':') ? wordOf(text) : undefined;
};

/** Whether a word can be a key of nothing but its letters. */
export const isPlainKey = (word: string): boolean => !SPECIAL.test(word);

const wordOf = (text: string): string | number | undefined => {
  if (WHOLE.test(text)) return Number(text);
  return SPECIAL.test(text) || NUMBER.test(text) ? undefined : text;
};

/** `[a, b]` and `{ a: b, c: d }`, of words and numbers alone. */
const flowOf = (text: string): Flow | undefined => {
  const isMap = text[0] === '{';
  const end = text.length - 1;
  if (text[end] !== (isMap ? '}' : ']')) return undefined;
  const list: (string | number)[] = [];
  const map: Record<string, string | number> = {};
  let at = blanks(text, 1);
  while (at < end) {
    const key = isMap ? matchAt(KEY, text, at) : '';
    if (key === undefined) return undefined;
    if (isMap) {
      if (text[at + key.length] !== ':' || text[at + key.length + 1] !== ' ') return undefined;
      at = blanks(text, at + key.length + 2);
    }
    const word = matchAt(IN_FLOW, text, at);
    const value = word === undefined ? undefined : wordOf(word.trimEnd());
    if (word === undefined || value === undefined) return undefined;
    if (!isMap) list.push(value);
    else if (isPlainKey(key) && !(key in map)) map[key] = value;
    else return undefined;
    at += word.length;
    if (at === end) break;
    // Nothing behind the last comma is allowed, and hardly meant.
    if (text[at] !== ',' || blanks(text, at + 1) === end) return undefined;
    at = blanks(text, at + 1);
  }
  return isMap ? map : list;
};

const blanks = (text: string, at: number): number => {
  let next = at;
  while (text[next] === ' ') next++;
  return next;
};

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};
