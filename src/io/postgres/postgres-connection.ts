import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Client } from './client.js';
import type { PostgresHost, PostgresTarget, SslMode } from './postgres-target.js';

/** One session. Statements have no names and nothing is set for longer than a transaction, so PgBouncer may stand between. */
export interface PostgresConnection {
  /** As `db1.example.com:5432`. */
  readonly host: string;
  /** Whether it can be used: false once it has broken, was destroyed or has ended. */
  readonly isOpen: boolean;
  /**
   * Without values the text may hold several statements, and the rows are those of the last. Rejects with what the server
   * says, see `postgresFault`. Where no answer comes within `limit` milliseconds (60,000 by default) the connection is
   * destroyed: whatever came later would belong to another question.
   */
  query<R = Readonly<Record<string, unknown>>>(
    text: string,
    values?: readonly unknown[],
    limit?: number,
  ): Promise<{ readonly rows: readonly R[]; readonly count: number }>;
  /** Closes the socket at once; what is asked for rejects. */
  destroy(): void;
  /** Says goodbye; resolves when the socket is closed, after a second at the latest. */
  end(): Promise<void>;
}

const LIMIT = 60_000;
const GOODBYE = 1000;

/**
 * Opens a session on one host. Rejects with what stood in the way, after `connectTimeout` of the target at the latest, or
 * when `signal` is aborted.
 */
export const connectTo = async (
  target: PostgresTarget,
  host: PostgresHost,
  signal: AbortSignal,
): Promise<PostgresConnection> => {
  try {
    return await open(target, host, target.sslMode, signal);
  } catch (error) {
    // Its words are all that tells it.
    const isPlain = error instanceof Error && error.message === 'The server does not support SSL connections';
    if (target.sslMode !== 'prefer' || !isPlain) throw error;
    return open(target, host, 'disable', signal);
  }
};

const open = async (
  target: PostgresTarget,
  { host, port }: PostgresHost,
  mode: SslMode,
  signal: AbortSignal,
): Promise<PostgresConnection> => {
  const [{ Client }, ssl] = await Promise.all([import('./client.js'), tlsOf(target, mode)]);
  // Ours, so that it can be destroyed: the client only says goodbye, and waits for a server that may be stopped.
  const socket = new Socket();
  const client = new Client({
    ...{ host, port, ssl },
    // What is asked before an answer has come is sent at once, and answered in order.
    pipeline: true,
    user: target.user,
    database: target.database,
    password: () => passwordOf(target),
    application_name: target.applicationName,
    connectionTimeoutMillis: target.connectTimeout,
    keepAlive: true,
    stream: () => socket,
    ...(target.options !== undefined && { options: target.options }),
  });
  const connection = connectionOf(client, socket, `${host}:${port}`);
  const abort = (): void => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await client.connect();
  } catch (error) {
    connection.destroy();
    throw error instanceof Error && error.message === 'timeout expired'
      ? Object.assign(new Error(`no answer within ${target.connectTimeout} ms`), { code: 'ETIMEDOUT' })
      : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  return connection;
};

/** Asked for only where the server wants one. */
const passwordOf = ({ user, password }: PostgresTarget): string => {
  if (password !== undefined) return password;
  throw Object.assign(
    new Error(`the server wants a password for ${JSON.stringify(user)}, and the address has none`),
    {
      code: '28P01',
    },
  );
};

const connectionOf = (client: Client, socket: Socket, host: string): PostgresConnection => {
  let isOpen = true;
  const close = (): void => {
    isOpen = false;
  };
  // Of a session that ends while nothing is asked of it nobody else hears, and without a listener the process would end.
  client.on('error', close);
  client.on('end', close);
  const destroy = (): void => {
    close();
    socket.destroy();
  };
  return {
    host,
    get isOpen() {
      return isOpen;
    },
    async query<R>(text: string, values?: readonly unknown[], limit: number = LIMIT) {
      if (!isOpen) throw brokenOff(host);
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        destroy();
      }, limit);
      try {
        // Several statements give several results, which the types do not say.
        const given: unknown = await (values === undefined
          ? client.query(text)
          : client.query(text, [...values]));
        const { rows, rowCount } = (Array.isArray(given) ? given.at(-1) : given) as {
          rows: R[];
          rowCount: number | null;
        };
        return { rows, count: rowCount ?? 0 };
      } catch (error) {
        if (isLate) throw Object.assign(new Error(`no answer within ${limit} ms`), { code: 'ETIMEDOUT' });
        if (isFatal(error)) destroy();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    destroy,
    async end() {
      if (!isOpen) return destroy();
      close();
      const timer = setTimeout(destroy, GOODBYE);
      await client.end().catch(() => undefined);
      clearTimeout(timer);
      destroy();
    },
  };
};

const brokenOff = (host: string): Error =>
  Object.assign(new Error(`the connection to ${host} has ended`), { code: 'ECONNRESET' });

/** Whether the session ends with it: an error that is not the server's, or one after which it hangs up. */
const isFatal = (error: unknown): boolean =>
  !(error instanceof Error && 'severity' in error) ||
  error.severity === 'FATAL' ||
  error.severity === 'PANIC';

/** As libpq: only `verify-…` looks at the certificate, and `require` where an authority is given. */
const tlsOf = async ({ ssl }: PostgresTarget, mode: SslMode): Promise<false | ConnectionOptions> => {
  if (mode === 'disable') return false;
  const read = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined || path === 'system' ? undefined : readFile(path, 'utf8');
  const [ca, cert, key] = await Promise.all([read(ssl.ca), read(ssl.cert), read(ssl.key)]);
  const isVerified =
    mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && ca !== undefined);
  return {
    rejectUnauthorized: isVerified,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(isVerified && mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
};
