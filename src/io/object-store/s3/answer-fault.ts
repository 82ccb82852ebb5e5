import { formatDuration } from '../../text/format-duration.js';
import type { FaultClass } from '../fault-class.js';
import type { Asked } from './asked.js';
import { classOfCode } from './class-of-code.js';
import type { Answer } from './course.js';
import { type ErrorAnswer, errorAnswer } from './error-answer.js';
import type { Said } from './transport-fault.js';

const kindOf = ({ headers, body }: Answer): string => {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  if (type !== '') return type;
  return body?.subarray(0, 1).toString() === '{' ? 'JSON' : 'something that is no XML';
};

/** What a refusal of the store means, and what to do about it; `now` is our clock, in epoch milliseconds. */
export const answerFault = (answer: Answer, asked: Asked, now: number): Said & { readonly code?: string } => {
  const said = errorAnswer(answer);
  const code = said.code === undefined ? {} : { code: said.code };
  const { status } = answer;
  // In front of a store is often something that answers for it while it is away, in HTML.
  if (said.isForeign && status < 500)
    return {
      class: 'not-s3',
      words: `${asked.host} answered ${status} with ${kindOf(answer)}, as no S3 does: is the endpoint that of the store's API, and not of its console?`,
    };
  const failed = classOf(said, answer, asked);
  const endpoint = failed === 'redirected' ? originOf(said, answer) : undefined;
  return {
    class: failed,
    words: wordsFor(failed, said, answer, asked, now),
    ...code,
    ...(endpoint !== undefined && { endpoint }),
  };
};

const classOf = (said: ErrorAnswer, { status }: Answer, asked: Asked): FaultClass => {
  const isElsewhere = said.region !== undefined && said.region !== asked.region;
  const mayBeElsewhere =
    said.code === undefined ? asked.region !== undefined : said.code === 'AuthorizationHeaderMalformed';
  if (isElsewhere && status === 400 && mayBeElsewhere) return 'wrong-region';
  if (said.code === undefined && status === 404 && asked.key === undefined) return 'no-such-bucket';
  if (said.code === undefined && status === 404 && asked.isUpload === true) return 'no-such-upload';
  return classOfCode(said.code, status);
};

/** What the answer points to, with the scheme of the request; undefined where it says nothing usable. */
const originOf = ({ endpoint }: ErrorAnswer, { headers }: Answer): string | undefined => {
  const { location } = headers;
  if (location !== undefined && URL.canParse(location)) return new URL(location).origin;
  return endpoint !== undefined && URL.canParse(`https://${endpoint}`) ? `https://${endpoint}` : undefined;
};

const PERMISSION: Readonly<Record<Asked['method'], string>> = {
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  HEAD: 's3:GetObject, and s3:ListBucket to tell what is absent from what is forbidden',
  GET: 's3:GetObject',
  DELETE: 's3:DeleteObject',
};

const wordsFor = (
  failed: FaultClass,
  said: ErrorAnswer,
  answer: Answer,
  asked: Asked,
  now: number,
): string => {
  const store = said.message === undefined ? `status ${answer.status}` : `"${said.message}"`;
  switch (failed) {
    case 'denied':
      return `forbidden: it needs ${asked.key === undefined ? 's3:ListBucket' : PERMISSION[asked.method]} (${said.code ?? `status ${answer.status}`}: ${store})`;
    case 'credentials':
      return said.code === 'SignatureDoesNotMatch'
        ? 'the secret key is not the one that belongs to this access key, or something on the way changes requests'
        : `the store does not know these credentials (${said.code ?? store})`;
    case 'expired':
      return `the credentials have expired (${said.code ?? store})`;
    case 'no-such-bucket':
      return `there is no bucket "${asked.bucket}" at ${asked.host}`;
    case 'no-such-key':
      return 'there is no such object';
    case 'no-such-upload':
      return 'there is no such multipart upload: it has been completed or aborted';
    case 'precondition':
      return asked.method === 'GET'
        ? 'the object has been overwritten'
        : 'there is an object with this key already';
    case 'conflict':
      return 'somebody else is writing the same key just now';
    case 'slow-down':
      return `the store asks for a slower pace (${said.code ?? `status ${answer.status}`})`;
    case 'wrong-region':
      return said.region === undefined
        ? `the bucket is in another region than ${asked.region ?? 'this one'}, and the store does not say which`
        : `the bucket is in region ${said.region} and not in ${asked.region ?? 'this one'}: write region: ${said.region}`;
    case 'redirected':
      return 'the store sends us to another host for now';
    case 'clock-skew':
      return skewWords(said, answer, now);
    case 'checksum':
      return `other bytes have arrived at the store than were sent (${said.code ?? store})`;
    case 'truncated':
      return `fewer bytes have arrived at the store than were announced (${said.code ?? store})`;
    case 'timeout':
      return `the store has waited too long for the rest of the request (${said.code ?? store})`;
    case 'quota':
      return `the store is full, or our share of it (${said.code ?? store})`;
    case 'archived':
      return 'the object is in an archive, and must be restored before it can be read';
    case 'unsupported':
      return `the store cannot do this (${said.code ?? `status ${answer.status}`}: ${store})${/header you provided|checksum|trailer|aws-chunked/i.test(said.message ?? '') ? '. Where it refuses checksums write checksums: off' : ''}`;
    default:
      return `${said.code ?? `status ${answer.status}`}: ${store}`;
  }
};

const skewWords = ({ serverTime }: ErrorAnswer, { headers }: Answer, now: number): string => {
  const theirs = Date.parse(serverTime ?? headers.date ?? '');
  if (Number.isNaN(theirs)) return 'the clock of this machine differs too much from that of the store';
  const off = Math.round((now - theirs) / 1000) * 1000;
  return `the clock of this machine is ${formatDuration(Math.abs(off))} ${off > 0 ? 'ahead of' : 'behind'} that of the store: set it`;
};
