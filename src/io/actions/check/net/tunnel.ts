import type { Socket } from 'node:net';
import { codeOf } from '../../../code-of.js';
import { addressText } from '../../../http/address.js';
import type { NetworkSettings } from '../network-settings.js';
import { CheckFailure } from './check-failure.js';
import { outOfTime } from './or-aborted.js';

/** Bytes of an answer to CONNECT. */
const MOST = 64 * 1024;

/** The blank line at the end of a head, whatever ends lines there. */
const END = /\r?\n\r?\n/;

/**
 * Asks a proxy for a tunnel, on a socket that is connected to it; resolves when there is one, and all bytes after that are the
 * target's.
 */
export const tunnel = (
  socket: Socket,
  { authorization }: NonNullable<NetworkSettings['proxy']>,
  host: string,
  port: number,
  deadline: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let head = '';
    const settle = (failure?: CheckFailure) => {
      deadline.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('error', onError).off('close', onEnd).off('end', onEnd);
      socket.pause();
      if (failure === undefined) resolve();
      else reject(failure);
    };
    const onAbort = () => settle(outOfTime());
    const onError = (error: unknown) =>
      settle(new CheckFailure('reset', `proxy: connection lost (${codeOf(error) || 'unknown'})`));
    const onEnd = () =>
      settle(
        head === ''
          ? new CheckFailure('reset', 'proxy: closed without an answer')
          : new CheckFailure('protocol', 'proxy: closed in the midst of its answer'),
      );
    const onData = (data: Buffer) => {
      head += data.toString('latin1');
      const end = END.exec(head);
      if (!head.startsWith('HTTP/'.slice(0, head.length)) || (end === null && head.length > MOST)) {
        settle(new CheckFailure('protocol', 'proxy: its answer is not HTTP'));
      } else if (end !== null) {
        const rest = head.slice(end.index + end[0].length);
        const failure = refusalOf(head.slice(0, end.index));
        settle(failure);
        if (failure === undefined && rest !== '') socket.unshift(Buffer.from(rest, 'latin1'));
      }
    };
    if (deadline.aborted) {
      reject(outOfTime());
      return;
    }
    deadline.addEventListener('abort', onAbort);
    socket.on('data', onData).on('error', onError).on('close', onEnd).on('end', onEnd);
    const place = addressText({ host, port });
    const allowed = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`;
    socket.write(`CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n${allowed}\r\n`, 'latin1');
  });

/** What it says instead of opening a tunnel; never the status of the site. */
const refusalOf = (head: string): CheckFailure | undefined => {
  const [, status] = /^HTTP\/1\.\d +(\d{3})(?:\s|$)/.exec(head) ?? [];
  if (status === undefined) return new CheckFailure('protocol', 'proxy: its answer is not HTTP');
  if (status.startsWith('2')) return undefined;
  return new CheckFailure(
    'connect',
    status === '407' ? 'proxy: 407, it asks for credentials' : `proxy: ${status} for the target`,
  );
};
