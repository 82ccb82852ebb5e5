import type { Socket } from 'node:net';
import type { Address } from './address-cache.js';
import { plainly } from './begin.js';
import type { CheckFailure } from './check-failure.js';
import { connectFailure } from './connect-words.js';
import { outOfTime } from './or-aborted.js';

/** After so many milliseconds the next address is tried beside the one before it. */
const NEXT_AFTER = 300;

export interface Connected extends Address {
  readonly socket: Socket;
  /** When it was, monotonic. */
  readonly at: number;
}

/** IPv6 and IPv4 in turn, each in its order, so that one family that is dead costs one wait. */
export const inTurn = (addresses: readonly Address[]): readonly Address[] => {
  const six = addresses.filter(({ family }) => family === 6);
  const four = addresses.filter(({ family }) => family === 4);
  return Array.from({ length: Math.max(six.length, four.length) }, (_, at) => [six[at], four[at]])
    .flat()
    .filter((address) => address !== undefined);
};

/** Errors of a socket whose end is seen elsewhere: without a listener they would end the process. */
export const ignored = (): void => {};

/** Connects to the first address that answers (RFC 8305): the next one begins when the one before fails, or 300 ms after it. */
export const race = (
  addresses: readonly Address[],
  port: number,
  deadline: AbortSignal,
  { open } = plainly,
): Promise<Connected> =>
  new Promise((resolve, reject) => {
    const order = inTurn(addresses);
    const trying = new Set<Socket>();
    let failed: CheckFailure | undefined;
    let begun = 0;
    let timer: NodeJS.Timeout | undefined;

    const end = (winner?: Socket) => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', onAbort);
      for (const socket of trying) if (socket !== winner) socket.destroy();
      trying.clear();
    };
    const onAbort = () => {
      end();
      reject(outOfTime());
    };
    const next = () => {
      clearTimeout(timer);
      const address = order[begun++];
      if (address === undefined) return;
      if (begun < order.length) timer = setTimeout(next, NEXT_AFTER);
      attempt(address);
    };
    const attempt = (to: Address) => {
      const socket = open({ host: to.address, port, family: to.family });
      trying.add(socket);
      socket.on('error', ignored);
      const onError = (error: unknown) => {
        if (!trying.delete(socket)) return;
        socket.destroy();
        // IPv4 is what most sites are known by: its error is the one to tell.
        if (failed === undefined || to.family === 4) failed = connectFailure(error, to.address, port);
        if (begun < order.length) next();
        else if (trying.size === 0) {
          end();
          reject(failed);
        }
      };
      socket.once('error', onError);
      // Before whatever else is done then.
      socket.prependOnceListener('connect', () => {
        socket.off('error', onError);
        end(socket);
        resolve({ socket, ...to, at: performance.now() });
      });
    };
    if (deadline.aborted) {
      reject(outOfTime());
      return;
    }
    deadline.addEventListener('abort', onAbort);
    next();
  });
