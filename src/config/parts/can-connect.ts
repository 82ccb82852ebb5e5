import { connect } from 'node:net';
import { withoutBrackets } from '../../io/net/without-brackets.js';

/** Whether somebody listens there; nothing is asked. Answers with what stands in the way. */
export const canConnect = (url: URL): Promise<string | undefined> =>
  canConnectTo(url.hostname, Number(url.port || (url.protocol === 'https:' ? 443 : 80)), url.host);

/** The same for a host and a port, and what they are called. */
export const canConnectTo = (hostname: string, port: number, shown: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const plain = withoutBrackets(hostname);
    const socket = connect({ host: plain, port });
    const done = (problem: string | undefined): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(5000, () => done(`${shown} does not answer within 5s.`));
    socket.once('connect', () => done(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(`${shown} cannot be reached: ${error.code ?? error.message}.`),
    );
  });
