import type { Socket } from 'node:net';
import type { NetworkSettings, TlsSettings } from '../network-settings.js';
import type { Address } from './address-cache.js';
import { type Beginning, plainly } from './begin.js';
import { CheckFailure } from './check-failure.js';
import type { Course } from './course.js';
import { refusal } from './guard.js';
import type { Names } from './names.js';
import { type Connected, race } from './race.js';
import { secure } from './secure.js';
import { tunnel } from './tunnel.js';

export interface Destination {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly network: NetworkSettings;
  /** Its `ca` is believed for a proxy that is reached by TLS too, beside the well-known ones. */
  readonly tls?: TlsSettings;
  /** How a socket is begun where there is no proxy. Default: plainly. */
  readonly begin?: Beginning | undefined;
}

/**
 * A connected socket, through the proxy where there is one; nothing has been read from it, and its errors end no process.
 * The course is in phase `connect` or `proxy` afterwards, or in what the socket goes on with of its own accord. Rejects with a
 * CheckFailure, and leaves no socket open then.
 */
export const dial = async (
  { host: named, port: written, network, tls, begin }: Destination,
  names: Names,
  course: Course,
  deadline: AbortSignal,
): Promise<Socket> => {
  const { host, port } = network.connectTo ?? { host: named, port: written };
  const { proxy } = network;
  if (proxy === undefined) return await reach(host, port, network, names, course, deadline, { begin });
  // A name is looked up by the proxy; an address can be looked at.
  refuse(host, network);
  const socket = await reachProxy(proxy, network, names, course, deadline);
  try {
    const through = proxy.isTls ? await secureProxy(socket, proxy.host, tls, course, deadline) : socket;
    course.enter('proxy');
    await tunnel(through, proxy, host, port, deadline);
    return through;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const refuse = (address: string, { allow }: NetworkSettings): void => {
  const why = refusal(address, allow);
  if (why !== undefined) {
    throw new CheckFailure(
      'blocked',
      `${address} is refused: ${why}; name it under allow to reach it`,
      'connect',
    );
  }
};

/** Connects to what a name has, and not to what is refused. */
const reach = async (
  host: string,
  port: number,
  network: NetworkSettings,
  names: Names,
  course: Course,
  deadline: AbortSignal,
  { phase = 'connect', begin = plainly }: { phase?: 'connect' | 'proxy'; begin?: Beginning | undefined },
): Promise<Socket> => {
  const addresses = await names.find(host, network, course, deadline);
  course.enter('connect', phase);
  const open = addresses.filter(({ address }) => refusal(address, network.allow) === undefined);
  const [first] = addresses;
  if (open.length === 0 && first !== undefined) refuse(first.address, network);
  try {
    const { socket, address, family, at }: Connected = await race(open, port, deadline, begin);
    if (begin.next !== undefined) course.enter(begin.next, begin.next, at);
    course.address = address;
    course.family = family;
    if (family === 4 && hasSix(open)) course.notes.push('IPv6 failed: connect');
    return socket;
  } catch (error) {
    names.forget(host, network);
    throw error;
  }
};

/** Those are tried first. */
const hasSix = (addresses: readonly Address[]): boolean => addresses.some(({ family }) => family === 6);

const reachProxy = async (
  proxy: { readonly host: string; readonly port: number },
  network: NetworkSettings,
  names: Names,
  course: Course,
  deadline: AbortSignal,
): Promise<Socket> => {
  try {
    return await reach(proxy.host, proxy.port, network, names, course, deadline, { phase: 'proxy' });
  } catch (error) {
    throw aboutProxy(error);
  }
};

const secureProxy = async (
  socket: Socket,
  host: string,
  tls: TlsSettings | undefined,
  course: Course,
  deadline: AbortSignal,
): Promise<Socket> => {
  try {
    const settings = { insecure: false, ca: tls?.ca, client: undefined };
    return await secure(socket, { host, tls: settings, isProxy: true }, course, deadline);
  } catch (error) {
    throw aboutProxy(error);
  }
};

/** The same, said of the proxy. */
const aboutProxy = (error: unknown): unknown => {
  if (!(error instanceof CheckFailure) || error.class === 'timeout') return error;
  const refused = error.message.startsWith('connection refused');
  return new CheckFailure(
    error.class,
    refused
      ? error.message.replace('connection refused by', 'proxy refused the connection:')
      : `proxy: ${error.message}`,
    error.phase ?? 'proxy',
  );
};
