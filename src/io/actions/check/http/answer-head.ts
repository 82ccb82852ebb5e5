/** Of an answer the part before its body. */
export interface AnswerHead {
  readonly status: number;
  readonly isVersion10: boolean;
  /** In their order, lower-case names, latin1 text. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What is odd and no fault. */
  readonly notes: readonly string[];
}

/** Case and blanks as clients take them; HTTP/2.0 is what some servers of HTTP/1.1 say. */
const STATUS_LINE = /^HTTP\/(\d)\.(\d)( +)(\d{3})(?!\d)( ?)/i;

/** A tab may be in a value; NUL may not, and a client must not go on with it (RFC 9110, 5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\x01-\x08\x0a-\x1f\x7f]/;

/**
 * Reads a head, the blank line at its end included but for its LF; a text says why it is none. Takes what curl and browsers
 * take, and notes what is odd.
 */
export const answerHead = (text: string): AnswerHead | string => {
  const notes = new Set<string>();
  const [first = '', ...lines] = text.split('\n').map((line) => {
    if (line.endsWith('\r')) return line.slice(0, -1);
    notes.add('lenient: bare LF');
    return line;
  });
  lines.pop();
  if (text.includes('\0')) return 'NUL in a header';
  const [whole, major, minor, blanks, digits, after] = STATUS_LINE.exec(first) ?? [];
  const status = Number(digits);
  if (whole === undefined || status < 100) return `status line is not one of HTTP/1.1: ${quoted(first)}`;
  const version = `${major}.${minor}`;
  if (major !== '1' && version !== '2.0') return `answers in HTTP/${version}`;
  if (version !== '1.1' && version !== '1.0') notes.add(`lenient: HTTP/${version}`);
  if (!first.startsWith('HTTP/') || blanks !== ' ' || (after === '' && first.length > whole.length)) {
    notes.add('lenient: odd status line');
  }
  if (CONTROL.test(first)) notes.add('lenient: control character in a header');
  const headers: [name: string, value: string][] = [];
  for (const line of lines) {
    if (CONTROL.test(line)) notes.add('lenient: control character in a header');
    const last = headers.at(-1);
    if (last !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) {
      notes.add('lenient: folded header');
      last[1] = `${last[1]} ${trimmed(line)}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === -1) return `header without a colon: ${quoted(line)}`;
    const name = line.slice(0, colon);
    if (name === '' || !TOKEN.test(name)) notes.add('lenient: odd name of a header');
    headers.push([trimmed(name).toLowerCase(), trimmed(line.slice(colon + 1))]);
  }
  return { status, isVersion10: version === '1.0', headers, notes: [...notes] };
};

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Without blanks around it; other characters that `trim` takes away are those of somebody. */
const trimmed = (text: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return text.slice(start, end);
};

const isBlank = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09;
};

/** The beginning of what came, as it can be shown on a line. */
export const quoted = (text: string): string => {
  const shown = text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
  return `"${shown}${text.length > 40 ? '…' : ''}"`;
};
