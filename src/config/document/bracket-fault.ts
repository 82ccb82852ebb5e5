/** A bracket without its partner. */
export interface BracketFault {
  readonly at: number;
  readonly message: string;
  readonly suggestion: string;
  /** Where a comment begins that has taken the closing one in. */
  readonly comment?: number;
}

const PARTNERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * The first brace or bracket that has no partner, or the quote that is never closed. Brackets in block text mean nothing
 * to YAML: they count where a value begins, and inside braces.
 */
export const bracketFault = (text: string): BracketFault | undefined => {
  const open: { readonly sign: string; readonly at: number }[] = [];
  let beginsValue = true;
  let comment: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    const isInside = open.length > 0;
    if (sign === '#' && /^\s?$/.test(text[at - 1] ?? '')) {
      const newline = text.indexOf('\n', at);
      const rest = text.slice(at, newline === -1 ? text.length : newline);
      if (isInside && /[}\]]/.test(rest)) comment = at;
      at = (newline === -1 ? text.length : newline) - 1;
    } else if ((sign === '"' || sign === "'") && beginsValue) {
      const end = closing(text, at, sign);
      if (end === -1) {
        return {
          at,
          message: `This ${sign} has no partner: the text in quotes has no end.`,
          suggestion: `close it with ${sign}`,
        };
      }
      at = end;
      beginsValue = false;
    } else if (PARTNERS[sign] !== undefined && (isInside || beginsValue)) {
      open.push({ sign, at });
      beginsValue = true;
    } else if ((sign === '}' || sign === ']') && isInside) {
      const opener = open.pop();
      const wanted = PARTNERS[opener?.sign ?? ''] ?? '';
      if (opener !== undefined && wanted !== sign)
        return {
          at: opener.at,
          message: `This ${opener.sign} is not closed before the ${sign} comes.`,
          suggestion: `close it with ${wanted}`,
          ...(comment !== undefined && { comment }),
        };
      beginsValue = false;
    } else if ((sign === '}' || sign === ']') && beginsValue) {
      return { at, message: `This ${sign} closes nothing.`, suggestion: 'take it out' };
    } else if (sign === '\n' || (isInside && sign === ',')) beginsValue = true;
    else if (/[:?-]/.test(sign) && /^\s?$/.test(text[at + 1] ?? '')) beginsValue = true;
    else if (!/\s/.test(sign)) beginsValue = false;
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  return {
    at: last.at,
    message: `This ${last.sign} is not closed.`,
    suggestion: `close it with ${PARTNERS[last.sign]}`,
    ...(comment !== undefined && { comment }),
  };
};

const closing = (text: string, from: number, quote: string): number => {
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== "'") return at;
      at++;
    }
  }
  return -1;
};
