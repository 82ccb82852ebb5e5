import type { Socket } from 'node:net';
import { codeOf } from '../../../code-of.js';
import { CheckFailure } from '../net/check-failure.js';
import type { Course } from '../net/course.js';
import { outOfTime } from '../net/or-aborted.js';
import { isLost } from '../net/secure.js';
import { handshakeWords } from '../net/tls-words.js';
import { AnswerParser, type AnswerParserOptions } from './answer-parser.js';

/**
 * Sends a request on a socket and reads its answer, up to its end or the limit. `done` resolves when enough has come, which
 * is no whole answer where the parser has a failure; it rejects with a CheckFailure where the connection or the time came to
 * an end, and the parser has what came until then. The socket is left open.
 */
export const exchange = (
  socket: Socket,
  request: Buffer,
  options: AnswerParserOptions,
  course: Course,
  deadline: AbortSignal,
): { readonly parser: AnswerParser; readonly done: Promise<void> } => {
  const parser = new AnswerParser(options);
  const done = new Promise<void>((resolve, reject) => {
    let hasBody = false;
    let isSettled = false;
    const settle = (failure?: unknown) => {
      isSettled = true;
      deadline.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      course.end();
      if (failure === undefined) resolve();
      else reject(failure);
    };
    /** A fault of the parser is one of ours, and ends this check alone. */
    const take = (act: () => void) => {
      if (isSettled) return;
      try {
        act();
        follow();
      } catch (error) {
        settle(error);
      }
    };
    const follow = () => {
      // The first byte of the answer itself ends the wait, not that of a 103 before it.
      if (!hasBody && parser.head !== undefined) {
        hasBody = true;
        course.enter('body', 'body', parser.begun);
      }
      if (parser.isDone) settle();
    };
    const onData = (data: Buffer) => take(() => parser.push(data, performance.now()));
    // libuv takes a reset that comes together with data for an end in good order. Writing tells them apart: after a reset it
    // fails, and after an end the other side is sent a blank line that it need not read (RFC 9112, 2.2).
    const onEnd = () => {
      socket.write('\r\n', (error) => {
        if (error === undefined || error === null) take(() => parser.end());
        else onError(error);
      });
    };
    const onAbort = () => settle(outOfTime());
    const onError = (error: unknown) => {
      if (!isSettled) settle(lost(error, parser, course));
    };
    const onClose = () => settle(new CheckFailure('reset', 'connection closed'));

    course.enter('wait');
    if (deadline.aborted) {
      onAbort();
      return;
    }
    if (socket.destroyed) {
      onClose();
      return;
    }
    deadline.addEventListener('abort', onAbort);
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    socket.resume();
    socket.write(request);
  });
  return { parser, done };
};

/** What an error on a connection that was made means. */
const lost = (error: unknown, parser: AnswerParser, course: Course): CheckFailure => {
  const code = codeOf(error);
  if (isLost(error) || !/^ERR_(?:SSL|TLS)_|^EPROTO$/.test(code)) {
    return new CheckFailure(
      'reset',
      ['ECONNRESET', 'EPIPE'].includes(code) ? 'connection reset' : `connection lost (${code || 'unknown'})`,
    );
  }
  // With TLS 1.3 a server refuses what the handshake lacked when that is over for us, such as a certificate of ours.
  const isHandshake = parser.begun === undefined && /ALERT|CERTIFICATE_REQUIRED/.test(code);
  return new CheckFailure('tls', handshakeWords(error), isHandshake ? 'tls' : course.phase);
};
