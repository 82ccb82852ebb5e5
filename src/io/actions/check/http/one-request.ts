import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { withoutBrackets } from '../../../net/without-brackets.js';
import { oneLine } from '../../../text/one-line.js';
import { plainlyIntoOneBuffer } from '../net/begin.js';
import { CheckFailure } from '../net/check-failure.js';
import { Course } from '../net/course.js';
import { dial } from '../net/dial.js';
import { refusedSpelling } from '../net/guard.js';
import type { Names } from '../net/names.js';
import { secure, securely, shaken } from '../net/secure.js';
import type { Phase } from '../verdict.js';
import type { AnswerParser } from './answer-parser.js';
import { exchange } from './exchange.js';
import type { HopRequest, HopResult } from './hop.js';
import type { KeptSocket } from './kept-sockets.js';
import { requestBytes } from './request-bytes.js';

/** A connection that is used again, and what becomes of one that may be. */
export interface Keeping {
  readonly kept?: KeptSocket | undefined;
  readonly keep: (socket: KeptSocket) => void;
}

export interface OneRequest {
  readonly result: HopResult;
  /** The connection ended before a single byte came. */
  readonly isLostUnanswered: boolean;
}

const OUT_OF_TIME: Readonly<Record<Phase, string>> = {
  dns: 'no answer of a name server in time',
  connect: 'no connection in time',
  proxy: 'no answer of the proxy in time',
  tls: 'no TLS handshake in time',
  wait: 'no answer in time',
  body: 'body was not whole in time',
};

/**
 * Sends one request and reads what comes of it; whatever happens is in the result. No socket is open afterwards that is not
 * kept.
 */
export const oneRequest = async (
  request: HopRequest,
  names: Names,
  deadline: AbortSignal,
  keeping?: Keeping,
): Promise<OneRequest> => {
  const course = new Course();
  let socket: Socket | undefined;
  let parser: AnswerParser | undefined;
  let failure: HopResult['failure'];
  try {
    socket = await connected(request, names, course, deadline, keeping?.kept);
    const { method, bodyLimit, keepsBody = true, isEnough } = request;
    const options = {
      ...{ isHead: method === 'HEAD', bodyLimit, keepsBody },
      ...(isEnough !== undefined && { isEnough }),
    };
    const exchanged = exchange(socket, requestBytes(request), options, course, deadline);
    parser = exchanged.parser;
    await exchanged.done;
    failure = parser.failure;
  } catch (error) {
    course.end();
    failure = failureOf(error, course);
  }
  if (
    socket !== undefined &&
    keeping !== undefined &&
    failure === undefined &&
    parser?.leavesConnection === true
  ) {
    const { address, family, certificate } = course;
    keeping.keep({ socket, address, family, certificate });
  } else socket?.destroy();
  return {
    result: resultOf(course, parser, failure, keeping?.kept !== undefined),
    isLostUnanswered: failure?.class === 'reset' && parser?.begun === undefined,
  };
};

/** A socket that the request can be sent on, secured where it is to be. */
const connected = async (
  { url, written, network, tls }: HopRequest,
  names: Names,
  course: Course,
  deadline: AbortSignal,
  kept: KeptSocket | undefined,
): Promise<Socket> => {
  const isSecure = url.protocol === 'https:';
  if (kept !== undefined) {
    course.address = kept.address;
    course.family = kept.family;
    course.certificate = kept.certificate;
    course.without('dns', 'connect', 'proxy', 'tls');
    return kept.socket;
  }
  const spelling = refusedSpelling(written ?? url.href, network.allow);
  if (spelling !== undefined) {
    throw new CheckFailure(
      'blocked',
      `refused: ${spelling}; write it plainly, or name it under allow`,
      'connect',
    );
  }
  const host = withoutBrackets(url.hostname);
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const securing = { host, tls, alpn: ['http/1.1'] };
  const begin = isSecure ? securely(securing) : plainlyIntoOneBuffer;
  const socket = await dial({ host, port, network, tls, begin }, names, course, deadline);
  if (network.proxy === undefined) course.without('proxy');
  if (!isSecure) {
    course.without('tls');
    return socket;
  }
  try {
    return network.proxy === undefined && socket instanceof TLSSocket
      ? await shaken(socket, securing, course, deadline)
      : await secure(socket, securing, course, deadline);
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const failureOf = (error: unknown, course: Course): NonNullable<HopResult['failure']> => {
  if (!(error instanceof CheckFailure)) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { class: 'internal', phase: course.phase, detail: oneLine(detail) };
  }
  const phase = error.phase ?? course.phase;
  const detail = error.class === 'timeout' ? OUT_OF_TIME[phase] : oneLine(error.message);
  return { class: error.class, phase, detail };
};

const resultOf = (
  course: Course,
  parser: AnswerParser | undefined,
  failure: HopResult['failure'],
  isReused: boolean,
): HopResult => {
  const { waited, address, family, certificate } = course;
  const head = parser?.head;
  return {
    ...(failure === undefined ? {} : { failure }),
    // Out of time there is no answer, whatever it was going to be.
    ...(head === undefined || failure?.class === 'timeout' ? {} : { status: head.status }),
    headers: head?.headers ?? [],
    body: parser?.body ?? Buffer.alloc(0),
    bytes: parser?.bytes ?? 0,
    isCut: parser?.isCut ?? false,
    timings: course.timings,
    ...(waited > 0 && { waited }),
    ...(address === undefined ? {} : { address }),
    ...(family === undefined ? {} : { family }),
    isReused,
    ...(certificate === undefined ? {} : { certificate }),
    notes: [...course.notes, ...(parser?.notes ?? [])],
  };
};
