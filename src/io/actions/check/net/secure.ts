import type { X509Certificate } from 'node:crypto';
import { isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type SecureContext, type TLSSocket } from 'node:tls';
import { codeOf } from '../../../code-of.js';
import type { TlsSettings } from '../network-settings.js';
import { type Beginning, HALF_OPEN } from './begin.js';
import { CheckFailure } from './check-failure.js';
import type { Course } from './course.js';
import { intoOneBuffer } from './into-one-buffer.js';
import { KnownChains } from './known-chains.js';
import { leafOfSession } from './leaf-of-session.js';
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
export const secure = async (
  socket: Socket,
  options: SecureOptions,
  course: Course,
  deadline: AbortSignal,
): Promise<TLSSocket> => {
  course.enter('tls', options.isProxy === true ? 'proxy' : 'tls');
  if (deadline.aborted) throw outOfTime();
  if (socket.readableLength > 0) throw new CheckFailure('tls', 'server speaks before TLS has begun');
  const context = contextFor(options);
  if (context instanceof CheckFailure) throw context;
  return await shaken(connect({ socket, ...settingsOf(options, context) }), options, course, deadline);
};

/**
 * A socket that begins with TLS as soon as it is connected, for `shaken` to wait for, and reads for somebody who copies what is to
 * be kept. Absent where the settings are of no use, which `secure` says.
 */
export const securely = (options: SecureOptions): Beginning | undefined => {
  const context = contextFor(options);
  if (context instanceof CheckFailure) return undefined;
  const settings = settingsOf(options, context);
  return {
    next: 'tls',
    open: (to) => {
      const opened: ConnectionOptions & { readonly onread: OnReadOpts } = {
        ...settings,
        ...HALF_OPEN,
        ...to,
        onread: intoOneBuffer(() => socket),
      };
      const socket = connect(opened).setNoDelay(true);
      return socket;
    },
  };
};

const settingsOf = ({ host, alpn }: SecureOptions, secureContext: SecureContext): ConnectionOptions => {
  const name = nameOf(host);
  return {
    secureContext,
    // Verified below: so the certificate can be looked at where it is refused, and the reason said in words.
    rejectUnauthorized: false,
    ...(isIP(name) === 0 ? { servername: name } : { host: name }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    // Compared below.
    checkServerIdentity: () => undefined,
  };
};

const chains = new KnownChains();

const nameOf = (host: string): string => host.replace(/\.$/, '');

/** The socket when the handshake that it has begun with is over, as `secure` says; the course is in phase `tls`. */
export const shaken = (
  secured: TLSSocket,
  { host, tls, isProxy = false }: SecureOptions,
  course: Course,
  deadline: AbortSignal,
): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const name = nameOf(host);
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
    secured.on('error', ignored);
    if (deadline.aborted) {
      onAbort();
      return;
    }
    // What it begins with may have failed at once.
    if (secured.destroyed) {
      if (secured.errored === null) onClose();
      else onError(secured.errored);
      return;
    }
    deadline.addEventListener('abort', onAbort);
    secured.on('error', onError).on('close', onClose);
    withoutLegacy(secured);
    const failureOf = (): CheckFailure | undefined => {
      const leaf = secured.authorized ? leafOfSession(secured.getSession()) : undefined;
      const memory = leaf && chains.of(leaf, name);
      if (memory?.known !== undefined) {
        if (!isProxy) course.certificate = memory.known.certificate;
        return undefined;
      }
      const chain = chainOf(secured);
      const refused = secured.authorized ? nameFault(chain, name) : secured.authorizationError;
      const least = leastValid(chain, name, refused === undefined);
      if (!isProxy) course.certificate = least;
      if (refused === undefined) memory?.learn(least);
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

const contextFor = ({ tls, isProxy = false }: SecureOptions): SecureContext | CheckFailure => {
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
