import { formatSize } from '../../../text/format-size.js';
import type { HttpTarget } from '../target.js';
import type { Answer } from './answer.js';
import { bodyText } from './content/body-text.js';
import { decodeContent } from './content/decode-content.js';
import { headerValues } from './header-values.js';
import { jsonFailure } from './json/json-failure.js';
import type { Judgement } from './judgement.js';

/** Answers that have no body. */
const BODILESS = [204, 205, 304];
/** Bytes that are decoded of what nobody asks anything of: enough to tell whether it can be. */
const BEGINNING = 4096;

/**
 * Judges the body of an answer. Where nothing is asked of it only its beginning is decoded, for what cannot be is worth a note.
 * Of a body that goes on after the limit only what is in its beginning is known: class `body_limit` where that does not decide.
 */
export const judgeBody = async (
  { expect, bodyLimit }: HttpTarget,
  answer: Answer,
  signal: AbortSignal,
): Promise<Judgement> => {
  const needs = expect.body !== undefined || expect.json.length > 0;
  const asks = needs || expect.notBody !== undefined;
  if (answer.method === 'HEAD' || BODILESS.includes(answer.status))
    return needs ? { class: 'body', detail: 'no body', notes: [] } : { notes: [] };
  const { body, isCut } = answer;
  const codings = headerValues(answer.headers, 'content-encoding').join(',');
  const limit = asks ? bodyLimit : Math.min(bodyLimit, BEGINNING);
  const content = await decodeContent(body, codings, { limit, isCut, signal });
  const isLonger = asks ? content.isCut : isCut;
  const notes = isLonger ? [`body longer than ${formatSize(bodyLimit)}`] : [];
  if (content.problem !== undefined) {
    if (asks) return { class: 'protocol', phase: 'body', detail: content.problem, notes };
    return { notes: [...notes, `body not decodable (${content.problem})`] };
  }
  if (!asks) return { notes };
  if (content.unknown !== undefined)
    notes.push(`unknown encoding, body matched as is (${content.unknown.slice(0, 40)})`);
  const { text, charset, by, unknown } = bodyText(
    content,
    headerValues(answer.headers, 'content-type')[0] ?? '',
  );
  if (unknown !== undefined) notes.push(`unknown charset ${unknown.slice(0, 40)}`);
  if (charset !== 'utf-8') notes.push(`charset ${charset} by ${by}`);
  const wrong = textFailure(expect, text, content.isCut);
  if (wrong === undefined) return { notes };
  if (!wrong.isOpen) return { class: 'body', detail: wrong.why, notes };
  const detail = `${wrong.why} in its first ${formatSize(bodyLimit)}`;
  return { class: 'body_limit', phase: 'body', detail, notes };
};

interface Wrong {
  readonly why: string;
  /** The rest of the body might say otherwise. */
  readonly isOpen: boolean;
}

function textFailure(expect: HttpTarget['expect'], text: string, isCut: boolean): Wrong | undefined {
  const { body, notBody, json } = expect;
  if (notBody?.test(text) === true) return { why: `${notBody.source} found in the body`, isOpen: false };
  if (body?.test(text) === false) {
    const empty = text === '' ? ', which is empty' : '';
    return { why: `${body.source} not found in the body${empty}`, isOpen: isCut };
  }
  if (json.length > 0) {
    const why = isCut ? 'the JSON does not end' : jsonFailures(json, text);
    if (why !== undefined) return { why, isOpen: isCut };
  }
  return isCut && notBody !== undefined
    ? { why: `${notBody.source} not found in the body`, isOpen: true }
    : undefined;
}

function jsonFailures(conditions: HttpTarget['expect']['json'], text: string): string | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  for (const condition of conditions) {
    const why = jsonFailure(condition, root);
    if (why !== undefined) return why;
  }
  return undefined;
}
