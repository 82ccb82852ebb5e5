import { codeOf } from '../../../code-of.js';
import { addressText } from '../../../http/address.js';
import { CheckFailure } from './check-failure.js';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused by',
  EHOSTUNREACH: 'no way to',
  ENETUNREACH: 'no way to the network of',
  EADDRNOTAVAIL: 'no address of ours reaches',
  ETIMEDOUT: 'no answer from',
  EHOSTDOWN: 'no way to',
  ENETDOWN: 'our network is down, no way to',
  EACCES: 'a firewall of this machine forbids',
  EPERM: 'a firewall of this machine forbids',
};

/** What we lack ourselves: no site is blamed for it. */
const OURS: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files: lower concurrency or raise the limit of open files',
  ENFILE: 'too many open files in the system',
  ENOBUFS: 'no memory left for sockets',
  ENOMEM: 'no memory left',
};

/** What an attempt to connect came to. */
export const connectFailure = (error: unknown, address: string, port: number): CheckFailure => {
  const code = codeOf(error);
  const place = addressText({ host: address, port });
  const ours = OURS[code];
  if (ours !== undefined) return new CheckFailure('internal', ours);
  // Every port of ours towards it is taken. Without IPv6 on this machine the same code says that, and of port 0 neither.
  if (code === 'EADDRNOTAVAIL' && !address.includes(':') && port !== 0) {
    return new CheckFailure('internal', `no local port left for connections to ${place}`);
  }
  if (code === 'ECONNRESET') return new CheckFailure('reset', `connection reset by ${place}`);
  return new CheckFailure(
    'connect',
    `${WORDS[code] ?? `connecting failed (${code || 'unknown'}) to`} ${place}`,
  );
};
