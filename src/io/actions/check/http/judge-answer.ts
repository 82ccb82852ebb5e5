import type { HttpTarget } from '../target.js';
import type { Answer } from './answer.js';
import { headerValues } from './header-values.js';
import { judgeBody } from './judge-body.js';
import type { Judgement } from './judgement.js';

/** Values of these are credentials. */
const HIDDEN = /cookie|auth|token|secret/;
/** Headers that say who answered, and until when it is better not asked again. */
const WHO = ['server', 'cf-ray', 'retry-after'];

/**
 * Judges an answer that came. The first of these that is wrong is what the check came to: a redirect that is not followed,
 * the status, the final url, the headers, the body.
 */
export const judgeAnswer = async (
  target: HttpTarget,
  answer: Answer,
  signal: AbortSignal,
): Promise<Judgement> => judgeHead(target, answer) ?? (await judgeBody(target, answer, signal));

function judgeHead({ expect, redirects }: HttpTarget, answer: Answer): Judgement | undefined {
  const { status, refused, url } = answer;
  const isExpected = expect.status.some(([from, to]) => status >= from && status <= to);
  // Where none is to be followed, a redirect may be what is expected; where some are, it never is.
  if (refused !== undefined && !(isExpected && redirects === 0))
    return { class: 'redirect', detail: `status ${status}: ${refused}${who(answer)}`, notes: [] };
  if (!isExpected) {
    const detail = `status ${status}, not ${rangesText(expect.status)}${who(answer)}`;
    return { class: 'status', detail, notes: [] };
  }
  if (expect.finalUrl !== undefined && !expect.finalUrl.test(url.href)) {
    const detail = `it ended at ${url.href}, which does not match ${expect.finalUrl.source}`;
    return { class: 'redirect', detail, notes: [] };
  }
  const wrong = headerFailure(expect.headers, answer);
  return wrong === undefined ? undefined : { class: 'body', detail: wrong, notes: [] };
}

function headerFailure(conditions: HttpTarget['expect']['headers'], answer: Answer): string | undefined {
  for (const { name, value, not } of conditions) {
    const values = headerValues(answer.headers, name);
    const isMet = value === undefined ? values.length > 0 : values.some((one) => value.test(one));
    if (isMet !== not) continue;
    if (values.length === 0) return `header ${name} is not there`;
    const said = HIDDEN.test(name) ? '' : ` (${JSON.stringify(values.join(', ').slice(0, 80))})`;
    if (value === undefined) return `header ${name}${said} is there`;
    return `header ${name}${said} ${not ? 'matches' : 'does not match'} ${value.source}`;
  }
  return undefined;
}

const who = (answer: Answer): string =>
  WHO.map((name) => {
    const [value] = headerValues(answer.headers, name);
    return value === undefined ? '' : `; ${name}: ${value.slice(0, 80)}`;
  }).join('');

const rangesText = (ranges: HttpTarget['expect']['status']): string =>
  ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
