import { slowness } from '../slowness.js';
import type { HttpTarget } from '../target.js';
import { totalOf } from '../total-of.js';
import type { Verdict } from '../verdict.js';
import type { Trail } from './followed.js';
import { judgeAnswer } from './judge-answer.js';
import { leastCertificate, sumOf } from './sums.js';

/** A verdict that is being made: what is not known is left out. */
type Draft = { -readonly [Key in keyof Verdict]: Verdict[Key] };

/** Judges the hops of a check, of which the last one decides. */
export async function judgeTrail(target: HttpTarget, trail: Trail, signal: AbortSignal): Promise<Verdict> {
  const { last, hops } = trail;
  const { failure, status } = last;
  const verdict = seen(trail);
  const notes = hops.flatMap((hop) => hop.notes);
  if (failure !== undefined || status === undefined) {
    verdict.class = failure?.class ?? 'protocol';
    verdict.phase = failure?.phase ?? 'wait';
    verdict.detail = (failure?.detail ?? 'an answer without a status') + whereOf(trail);
  } else {
    const { headers, body, isCut } = last;
    const { url, method, refused } = trail;
    const answer = { status, headers, body, isCut, url, method, refused };
    const judgement = await judgeAnswer(target, answer, signal);
    notes.push(...judgement.notes);
    const { timings } = verdict;
    // What was cut off at the limit has no last byte.
    if (!isCut) verdict.total = totalOf(timings);
    const wrong = judgement.class === undefined ? slowness(timings, target.slow) : judgement;
    verdict.class = wrong?.class ?? 'ok';
    if (wrong?.phase !== undefined) verdict.phase = wrong.phase;
    if (wrong?.detail !== undefined) verdict.detail = wrong.detail + whereOf(trail);
  }
  if (notes.length > 0) verdict.note = [...new Set(notes)].join('; ');
  return verdict;
}

/** What is known whatever it comes to. */
function seen({ hops, last, url, redirects }: Trail): Draft {
  const { status, failure, bytes, address, family, isReused } = last;
  const verdict: Draft = { class: 'ok', timings: sumOf(hops), redirects, isReused };
  const waited = hops.reduce((sum, hop) => sum + (hop.waited ?? 0), 0);
  if (waited > 0) verdict.waited = waited;
  if (status !== undefined) {
    // Of an answer that did not come in time nothing is known.
    if (failure?.class !== 'timeout') verdict.status = status;
    verdict.bytes = bytes;
  }
  if (redirects > 0) verdict.finalUrl = url.href;
  if (address !== undefined) verdict.address = address;
  if (family !== undefined) verdict.family = family;
  const certificate = leastCertificate(hops);
  if (certificate !== undefined) verdict.certificate = certificate;
  return verdict;
}

const whereOf = ({ redirects, url }: Trail): string =>
  redirects === 0 ? '' : ` (at ${url.href}, after ${redirects} redirect${redirects === 1 ? '' : 's'})`;
