import type { IncomingMessage } from 'node:http';
import { badRequest, Refused } from './refused.js';

/**
 * Throws a `Refused` for a body that is sent otherwise than in chunks: Node gives the bytes of any other coding as they are, which
 * whoever sent them, or a server between, takes for something else (RFC 9112 §6.1).
 */
export const refuseTransferCoding = ({ headers, httpVersion }: IncomingMessage): void => {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return;
  if (httpVersion === '1.0') throw badRequest('HTTP/1.0 has no transfer codings.');
  if (coding.trim().toLowerCase() !== 'chunked') {
    throw new Refused(501, 'bad-encoding', 'Of transfer codings chunked is known here, and no other.', {
      connection: 'close',
    });
  }
};
