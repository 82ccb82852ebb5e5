import { formatDuration } from '../../text/format-duration.js';
import { oneLine } from '../../text/one-line.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import { answerFault } from './answer-fault.js';
import type { Asked } from './asked.js';
import { beforeSending } from './before-sending.js';
import type { Course } from './course.js';
import { type Said, transportFault } from './transport-fault.js';

/** Who ended an attempt before it was over. */
export type EndedBy = 'deadline' | 'signal';

const WHILE: Readonly<Record<Course['phase'], string>> = {
  credentials: 'looking for credentials',
  dns: 'looking up the name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  send: 'sending',
  wait: 'waiting for an answer',
  receive: 'receiving the answer',
};

export interface FaultContext {
  readonly course: Course;
  readonly asked: Asked;
  readonly endedBy: EndedBy | undefined;
  readonly deadline: number;
}

/** What an attempt came to that did not succeed, whoever noticed. */
export const faultOf = (
  error: unknown,
  { course, asked, endedBy, deadline }: FaultContext,
): ObjectStoreFault => {
  if (error instanceof ObjectStoreFault) return error;
  const said: Said & { readonly code?: string } =
    endedBy === undefined ? saidBy(error, course, asked) : endedWords(endedBy, course, deadline);
  const place = asked.key === undefined ? asked.bucket : `${asked.bucket}/${asked.key}`;
  return new ObjectStoreFault(said.class, oneLine(`${asked.method} s3://${place}: ${said.words}`), {
    attempt: course.attempt(),
    // The store waited for what we were sending.
    phase: said.code === 'RequestTimeout' ? 'send' : course.phase,
    code: said.code,
    retryAfter: retryAfter(course),
    endpoint: said.endpoint,
    cause: error,
  });
};

const endedWords = (by: EndedBy, course: Course, deadline: number): Said =>
  by === 'signal'
    ? { class: 'aborted', words: 'given up' }
    : { class: 'timeout', words: `out of time after ${formatDuration(deadline)}, ${WHILE[course.phase]}` };

const saidBy = (error: unknown, course: Course, asked: Asked): Said & { readonly code?: string } => {
  const { answer } = course;
  // An answer of 200 may have an error in its body.
  if (
    answer !== undefined &&
    (answer.status >= 300 || /<Error[\s>]/.test(answer.body?.toString('latin1') ?? ''))
  )
    return answerFault(answer, asked, Date.now());
  if (course.phase === 'credentials') return beforeSending(error);
  if (answer === undefined) return transportFault(error, course, asked);
  if (course.socketError !== undefined) return brokenOff(course, asked);
  if (answer.body?.length === 0)
    return { class: 'internal', words: 'the store gave an answer with nothing in it' };
  return {
    class: 'not-s3',
    words: `${asked.host} gave an answer that no S3 gives (${error instanceof Error ? error.message : String(error)})`,
  };
};

/** The head of an answer came, and not all of its body. */
const brokenOff = ({ socketError }: Course, { host }: Asked): Said => {
  const isReset = socketError !== undefined && 'code' in socketError && socketError.message !== 'aborted';
  return isReset
    ? { class: 'reset', words: `${host} reset the connection in the middle of its answer` }
    : { class: 'truncated', words: `${host} closed the connection in the middle of its answer` };
};

const retryAfter = ({ answer }: Course): number | undefined => {
  const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
};
