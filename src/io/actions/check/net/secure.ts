import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { codeOf } from '../../../code-of.js';
import type { TlsSettings } from '../network-settings.js';
import { CheckFailure } from './check-failure.js';
import type { Course } from './course.js';
import { chainOf, leastValid } from './least-valid.js';
import { outOfTime } from './or-aborted.js';
import { ignored } from './race.js';
import { secureContext } from './secure-contexts.js';
import { handshakeWords, verifyWords } from './tls-words.js';

export interface SecureOptions {
  /** Whose certificate it must be, and the name that is sent (SNI): a name, or an address without brackets. */
  readonly host: string;
  readonly tls: TlsSettings;
  /** Said where the server asks (ALPN); `http/1.1` for HTTP, nothing where absent. */
  readonly alpn?: readonly string[];
  /** It is one that leads to others: its certificate is not that of the site. */
  readonly isProxy?: boolean;
}

/**
 * TLS over a connected socket. The certificate is looked at, and noted on the course, even where nothing is verified or it
 * is refused. No session is resumed: each handshake shows what the server has now. Rejects with a CheckFailure, or at a defect of
 * ours with that.
 */
export const secure = (
  socket: Socket,
  { host, tls, alpn, isProxy = false }: SecureOptions,
  course: Course,
  deadline: AbortSignal,
): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    course.enter('tls', isProxy ? 'proxy' : 'tls');
    if (deadline.aborted) {
      reject(outOfTime());
      return;
    }
    if (socket.readableLength > 0) {
      reject(new CheckFailure('tls', 'server speaks before TLS has begun'));
      return;
    }
    const context = contextFor(tls, isProxy);
    if (context instanceof CheckFailure) {
      reject(context);
      return;
    }
    const name = host.replace(/\.$/, '');
    const secured = connect({
      socket,
      secureContext: context,
      // Verified below: so the certificate can be looked at where it is refused, and the reason said in words.
      rejectUnauthorized: false,
      ...(isIP(name) === 0 ? { servername: name } : { host: name }),
      ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
      // Compared below.
      checkServerIdentity: () => undefined,
    });
    const settle = (failure?: unknown) => {
      deadline.removeEventListener('abort', onAbort);
      secured.off('error', onError).off('close', onClose);
      if (failure === undefined) {
        resolve(secured);
      } else {
        secured.destroy();
        reject(failure);
      }
    };
    const onAbort = () => settle(outOfTime());
    const onError = (error: unknown) => settle(handshakeFailure(error));
    const onClose = () => settle(new CheckFailure('reset', 'closed in the midst of the TLS handshake'));
    deadline.addEventListener('abort', onAbort);
    secured.on('error', ignored).on('error', onError).on('close', onClose);
    withoutLegacy(secured);
    const failureOf = (): CheckFailure | undefined => {
      const chain = chainOf(secured);
      const refused = secured.authorized ? nameFault(chain, name) : secured.authorizationError;
      if (!isProxy) course.certificate = leastValid(chain, name, refused === undefined);
      const isWell = tls.insecure || refused === undefined;
      return isWell ? undefined : new CheckFailure('tls', verifyWords(refused, chain));
    };
    secured.once('secureConnect', () => {
      // What throws here, at whatever somebody put into a certificate, would end the process.
      try {
        settle(failureOf());
      } catch (error) {
        settle(error);
      }
    });
  });

/**
 * After a handshake Node makes an object of every certificate of the chain to compare the name with, which takes longer than the
 * handshake (measured: 0.6 to 1.2 ms of 2.8). We compare it with the certificate itself.
 */
const withoutLegacy = (socket: TLSSocket): void => {
  Object.defineProperty(socket, 'getPeerCertificate', { value: () => undefined });
};

/** The code for a certificate of another name. */
const nameFault = ([own]: readonly X509Certificate[], name: string): string | undefined => {
  const isOurs = isIP(name) === 0 ? own?.checkHost(name, NAMES) : own?.checkIP(name);
  return isOurs === undefined ? 'ERR_TLS_CERT_ALTNAME_INVALID' : undefined;
};

/** As browsers have it: `*` stands for all of one label. */
const NAMES = { partialWildcards: false, multiLabelWildcards: false } as const;

const contextFor = (tls: TlsSettings, isProxy: boolean): SecureContext | CheckFailure => {
  try {
    return secureContext(tls, isProxy);
  } catch (error) {
    return new CheckFailure('tls', `the settings of TLS cannot be used (${codeOf(error) || 'unknown'})`);
  }
};

const handshakeFailure = (error: unknown): CheckFailure =>
  isLost(error)
    ? new CheckFailure('reset', 'closed in the midst of the TLS handshake')
    : new CheckFailure('tls', handshakeWords(error));

/** The connection went, and TLS is not to blame. */
export const isLost = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'ETIMEDOUT'].includes(codeOf(error));
