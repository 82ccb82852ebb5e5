import { type AnswerHead, quoted } from './answer-head.js';
import { headerList } from './header-values.js';

/** How the end of a body is known. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

export interface Framed {
  readonly framing: Framing;
  readonly notes: readonly string[];
}

/** What is longer cannot come: such a length says nothing. */
const LONGEST = Number.MAX_SAFE_INTEGER;

/** By RFC 9112, 6.3; a text says why it cannot be known. */
export const answerFraming = ({ status, headers }: AnswerHead, isHead: boolean): Framed | string => {
  const codings = headerList(headers, 'transfer-encoding')
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== 'identity' && coding !== '');
  const lengths = headerList(headers, 'content-length');
  if (isHead || status === 304) return { framing: { kind: 'none' }, notes: [] };
  if (status === 204) {
    const hasBody = codings.length > 0 || lengths.some((length) => !/^0*$/.test(length));
    return { framing: { kind: 'none' }, notes: hasBody ? ['body after 204 ignored'] : [] };
  }
  const notes: string[] = [];
  if (codings.length > 0) {
    const isChunked = codings.at(-1) === 'chunked';
    if (lengths.length > 0)
      notes.push(isChunked ? 'lenient: length beside chunked' : 'lenient: length beside a coding');
    const unknown = codings.filter((coding) => coding !== 'chunked');
    if (unknown.length > 0) notes.push(`body is left in the transfer coding ${quoted(unknown.join(', '))}`);
    return { framing: { kind: isChunked ? 'chunked' : 'close' }, notes };
  }
  const [length, ...others] = lengths;
  if (length === undefined) return { framing: { kind: 'close' }, notes };
  if (others.length > 0) return 'duplicate Content-Length';
  if (!/^\d+$/.test(length)) return `Content-Length is no number: ${quoted(length)}`;
  if (Number(length) > LONGEST) {
    return { framing: { kind: 'close' }, notes: ['lenient: Content-Length is too large, and ignored'] };
  }
  return { framing: { kind: 'length', length: Number(length) }, notes };
};
