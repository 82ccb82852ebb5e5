import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type {
  DeserializeMiddleware,
  MiddlewareStack,
  SerializeHandler,
  SerializeMiddleware,
} from '@smithy/types';
import { isSignedRequest, type RequestHandler } from './request-handler.js';

/** Steps of the SDK that we have no use for: tries, redirections, logs and keys of the customer's are ours or nobody's. */
const NEEDLESS = [
  'loggerMiddleware',
  'regionRedirectMiddleware',
  'regionRedirectEndpointMiddleware',
  'ssecMiddleware',
  'bucketEndpointMiddleware',
  'getUserAgentMiddleware',
  'recursionDetectionMiddleware',
];
/** The same where the sum of the bytes is ours, on their way there or here. */
const NEEDLESS_OF_BYTES = [
  'flexibleChecksumsInputMiddleware',
  'flexibleChecksumsMiddleware',
  'flexibleChecksumsResponseMiddleware',
  'getCheckContentLengthHeaderPlugin',
];
const OWN_SUMS: ReadonlySet<unknown> = new Set([PutObjectCommand, UploadPartCommand, GetObjectCommand]);
const REFUSED_WITH_200 = 'throw200ExceptionsMiddleware';
const REFUSAL = Buffer.from('</Error>');

/** Takes out of the SDK's steps for a command what is of no use here, and does once what comes to the same each time. */
export const quickSteps = <I extends object, O extends object>(
  steps: MiddlewareStack<I, O>,
  command: unknown,
  requests: RequestHandler,
): void => {
  for (const name of NEEDLESS) steps.remove(name);
  steps.add((next) => next, {
    ...{ name: 'retryMiddleware', tags: ['RETRY'], override: true },
    ...{ step: 'finalizeRequest', priority: 'high' },
  });
  if (OWN_SUMS.has(command)) {
    for (const name of NEEDLESS_OF_BYTES) steps.remove(name);
    refuseWith200(steps);
  }
  findOnce(steps);
  const send: DeserializeMiddleware<I, O> = () => (args) => {
    const { request } = args;
    if (!isSignedRequest(request)) throw new TypeError('The SDK has made no request.');
    return requests.handle(request, args);
  };
  steps.add(send, { name: 'requests', step: 'deserialize', priority: 'low' });
};

/** The SDK looks for a refusal in an answer of 200 by making a stream of it; what answers a write has most often no body at all. */
const refuseWith200 = <I extends object, O extends object>(steps: MiddlewareStack<I, O>): void => {
  const refuse: DeserializeMiddleware<I, O> = (next) => async (args) => {
    const answer = await next(args);
    const { response } = answer;
    if (!isAnswer(response) || response.statusCode >= 300) return answer;
    if (REFUSAL.equals(response.body.subarray(-REFUSAL.length))) response.statusCode = 503;
    return answer;
  };
  steps.addRelativeTo(refuse, {
    ...{ name: REFUSED_WITH_200, tags: ['THROW_200_EXCEPTIONS', 'S3'], override: true },
    ...{ relation: 'after', toMiddleware: 'deserializerMiddleware' },
  });
};

const isAnswer = (value: unknown): value is { statusCode: number; readonly body: Uint8Array } =>
  typeof value === 'object' &&
  value !== null &&
  'statusCode' in value &&
  typeof value.statusCode === 'number' &&
  'body' in value &&
  value.body instanceof Uint8Array;

/** Where the bucket is and how is signed there is found out by rules, with the first request; from then on the steps for that are passed over. */
const findOnce = <I extends object, O extends object>(steps: MiddlewareStack<I, O>): void => {
  let found: SerializeHandler<I, O> | undefined;
  const passOver: SerializeMiddleware<I, O> = (next, context) => (args) =>
    found !== undefined && context.endpointV2 !== undefined ? found(args) : next(args);
  const find: SerializeMiddleware<I, O> = (next) => {
    found = next;
    return next;
  };
  steps.addRelativeTo(passOver, {
    ...{ name: 'passOver', relation: 'before', toMiddleware: 'httpAuthSchemeMiddleware' },
  });
  steps.addRelativeTo(find, { name: 'find', relation: 'after', toMiddleware: 'endpointV2Middleware' });
};
