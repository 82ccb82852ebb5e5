import type { HttpTarget } from '../target.js';
import type { Verdict } from '../verdict.js';
import type { Trail } from './followed.js';
import { judgeAnswer } from './judge-answer.js';
import { leastCertificate, longestPhase, sumOf } from './sums.js';

/** Judges the hops of a check, of which the last one decides. */
export async function judgeTrail(target: HttpTarget, trail: Trail, signal: AbortSignal): Promise<Verdict> {
  const { last, hops } = trail;
  const notes = hops.flatMap((hop) => hop.notes);
  const { failure, status } = last;
  if (failure !== undefined)
    return { ...seen(trail), ...failure, detail: `${failure.detail}${whereOf(trail)}`, ...noteOf(notes) };
  if (status === undefined) {
    const detail = `an answer without a status${whereOf(trail)}`;
    return { ...seen(trail), class: 'protocol', phase: 'wait', detail, ...noteOf(notes) };
  }
  const judgement = await judgeAnswer(target, { ...trail, ...last, status }, signal);
  const took = Object.values(sumOf(hops)).reduce((sum, time) => sum + time, 0);
  const whole = {
    ...seen(trail),
    // What was cut off at the limit has no last byte.
    ...(!last.isCut && { total: took }),
    ...noteOf([...notes, ...judgement.notes]),
  };
  if (judgement.class !== undefined) {
    const { class: what, phase, detail = '' } = judgement;
    return {
      ...whole,
      class: what,
      ...(phase !== undefined && { phase }),
      detail: `${detail}${whereOf(trail)}`,
    };
  }
  if (target.slow === undefined || took <= target.slow) return { ...whole, class: 'ok' };
  const phase = longestPhase(sumOf(hops));
  const detail = `it took ${Math.round(took)} ms, more than ${target.slow} ms${whereOf(trail)}`;
  return { ...whole, class: 'slow', ...(phase !== undefined && { phase }), detail };
}

type Seen = Omit<Verdict, 'class' | 'phase' | 'detail' | 'note' | 'total'>;

/** What is known whatever it comes to. */
function seen({ hops, last, url, redirects }: Trail): Seen {
  const certificate = leastCertificate(hops);
  const { status, failure, bytes, address, family, isReused } = last;
  return {
    timings: sumOf(hops),
    // Of an answer that did not come in time nothing is known.
    ...(status !== undefined && failure?.class !== 'timeout' && { status }),
    ...(status !== undefined && { bytes }),
    redirects,
    ...(redirects > 0 && { finalUrl: url.href }),
    ...(address !== undefined && { address }),
    ...(family !== undefined && { family }),
    isReused,
    ...(certificate !== undefined && { certificate }),
  };
}

const whereOf = ({ redirects, url }: Trail): string =>
  redirects === 0 ? '' : ` (at ${url.href}, after ${redirects} redirect${redirects === 1 ? '' : 's'})`;

const noteOf = (notes: readonly string[]): { readonly note?: string } =>
  notes.length === 0 ? {} : { note: [...new Set(notes)].join('; ') };
