import { beforeSending } from '../../object-store/s3/before-sending.js';
import type { Course } from '../../object-store/s3/course.js';
import { transportFault } from '../../object-store/s3/transport-fault.js';
import { formatDuration } from '../../text/format-duration.js';
import { oneLine } from '../../text/one-line.js';
import { KinesisFault, type KinesisFaultClass } from '../kinesis-fault.js';

export interface KinesisFaultContext {
  /** As the API names it. */
  readonly operation: string;
  readonly stream: string;
  readonly host: string;
  readonly course: Course;
  readonly endedBy: 'deadline' | 'signal' | undefined;
  readonly deadline: number;
}

interface Said {
  readonly kind: KinesisFaultClass;
  readonly words: string;
}

/** By the service's own names; what is not here is judged by its status. */
const KINDS: Readonly<Record<string, KinesisFaultClass>> = {
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'credentials',
  InvalidSignatureException: 'credentials',
  IncompleteSignatureException: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  InvalidClientTokenId: 'credentials',
  ExpiredTokenException: 'expired',
  ResourceNotFoundException: 'no-such-stream',
  ProvisionedThroughputExceededException: 'throttled',
  LimitExceededException: 'throttled',
  ThrottlingException: 'throttled',
  KMSThrottlingException: 'throttled',
  ExpiredIteratorException: 'iterator-expired',
  KMSAccessDeniedException: 'encryption',
  KMSDisabledException: 'encryption',
  KMSInvalidStateException: 'encryption',
  KMSNotFoundException: 'encryption',
  KMSOptInRequired: 'encryption',
  ValidationException: 'invalid',
  InvalidArgumentException: 'invalid',
  SerializationException: 'invalid',
  UnknownOperationException: 'not-kinesis',
};

/** What a request came to that did not succeed, whoever noticed. */
export const kinesisFaultOf = (error: unknown, context: KinesisFaultContext): KinesisFault => {
  if (error instanceof KinesisFault) return error;
  const { kind, words } = saidBy(error, context);
  const { operation, stream } = context;
  return new KinesisFault(kind, oneLine(`${operation} of the stream ${stream}: ${words}`), { cause: error });
};

const saidBy = (error: unknown, context: KinesisFaultContext): Said => {
  const { course, endedBy, deadline, host } = context;
  if (endedBy === 'signal') return { kind: 'aborted', words: 'given up' };
  if (endedBy === 'deadline')
    return { kind: 'timeout', words: `no answer of ${host} within ${formatDuration(deadline)}` };
  if (course.phase === 'credentials') {
    const said = beforeSending(error);
    return { kind: said.class, words: said.words };
  }
  const { answer } = course;
  if (answer === undefined || course.socketError !== undefined) return onTheWay(error, context);
  if (answer.status < 300)
    return {
      kind: 'internal',
      words: `${host} gave an answer with nothing in it: what was asked may be done`,
    };
  return answered(error, answer.status, context);
};

const onTheWay = (error: unknown, { course, host }: KinesisFaultContext): Said => {
  const said = transportFault(error, course, { method: 'POST', bucket: '', host, region: undefined });
  switch (said.class) {
    case 'dns':
    case 'connect':
    case 'tls':
    case 'reset':
      return { kind: said.class, words: said.words };
    case 'not-s3':
      return { kind: 'not-kinesis', words: said.words };
    default:
      return { kind: 'internal', words: said.words };
  }
};

const answered = (error: unknown, status: number, { operation, host }: KinesisFaultContext): Said => {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const isSkew = /signature expired|not yet current|RequestExpired/i.test(`${name} ${message}`);
  const kind = isSkew ? 'clock-skew' : (KINDS[name] ?? (status >= 500 ? 'internal' : 'not-kinesis'));
  switch (kind) {
    case 'denied':
      return { kind, words: `forbidden: it needs kinesis:${operation} (${message})` };
    case 'credentials':
      return { kind, words: `the service does not know these credentials (${message})` };
    case 'clock-skew':
      return {
        kind,
        words: `the clock of this machine differs too much from that of the service: set it (${message})`,
      };
    case 'no-such-stream':
      return { kind, words: `there is none at ${host}: ${message}` };
    case 'not-kinesis':
      return { kind, words: `${host} answered ${status} as no Kinesis does: ${name} ${message}` };
    default:
      return { kind, words: `${name || `status ${status}`}: ${message}` };
  }
};
