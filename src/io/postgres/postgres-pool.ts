import { TidemarkError } from '../../operators/tidemark-error.js';
import { connectTo, type PostgresConnection } from './postgres-connection.js';
import { postgresFault } from './postgres-fault.js';
import type { PostgresHost, PostgresTarget } from './postgres-target.js';

/** Sessions with one database, opened when they are needed. */
export interface PostgresPool {
  /**
   * Lends a session, an idle one or a new one; where all are lent, it waits. Passes on what `work` rejects with; where no
   * session can be opened, rejects with the reason of each host. When `signal` is aborted the session is destroyed, and so is
   * one that has broken. After a fault of kind `read-only`, and where the network failed, all are: whoever comes next connects
   * to whoever writes now.
   */
  use<T>(signal: AbortSignal, work: (connection: PostgresConnection) => Promise<T>): Promise<T>;
  /** Grows whenever sessions were dropped: what was learnt from the database before may not be true any more. */
  readonly generation: number;
  /** Ends idle sessions now, and those that are lent when they come back. */
  drop(): void;
  /** Ends all of them; may be called twice. */
  close(): Promise<void>;
}

/** Codes of Node for what goes wrong on the way. */
const NETWORK = /^E(?:CONN|TIMEDOUT|PIPE|HOST|NET)/;

/** `size`: sessions at once. */
export const postgresPool = (target: PostgresTarget, size: number): PostgresPool => {
  const idle: PostgresConnection[] = [];
  const waiting: (() => void)[] = [];
  let lent = 0;
  let generation = 0;
  let first = 0;

  /** Resolves when a session may have come back; rejects when the signal is aborted. */
  const turn = async (signal: AbortSignal): Promise<void> => {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    waiting.push(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await woken;
    signal.removeEventListener('abort', wake);
    const place = waiting.indexOf(wake);
    if (place >= 0) waiting.splice(place, 1);
    if (!signal.aborted) return;
    // Whoever woke it meant somebody who still wants a session.
    if (place < 0) waiting.shift()?.();
    throw stopped(target);
  };

  /** Begins with the host that was good last. */
  const connect = async (signal: AbortSignal): Promise<PostgresConnection> => {
    const failures: { readonly host: PostgresHost; readonly error: unknown }[] = [];
    for (let i = 0; i < target.hosts.length && !signal.aborted; i++) {
      const at = (first + i) % target.hosts.length;
      const host = target.hosts[at];
      if (host === undefined) break;
      try {
        const connection = await connectTo(target, host, signal);
        if (target.mustWrite) await checkWrites(connection);
        first = at;
        return connection;
      } catch (error) {
        failures.push({ host, error });
      }
    }
    throw noneOf(target, failures);
  };

  const use = async <T>(
    signal: AbortSignal,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> => {
    while (lent >= size) await turn(signal);
    lent++;
    const begun = generation;
    let connection: PostgresConnection | undefined;
    const abort = (): void => connection?.destroy();
    signal.addEventListener('abort', abort, { once: true });
    try {
      while (connection === undefined || !connection.isOpen) {
        connection = idle.pop();
        if (connection === undefined) {
          connection = await connect(signal);
          break;
        }
      }
      if (signal.aborted) connection.destroy();
      return await work(connection);
    } catch (error) {
      const { kind, code } = postgresFault(error);
      // What has kept one from its server has kept the idle ones as well, and they would each be waited for in vain.
      if (kind === 'read-only' || NETWORK.test(code)) drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      lent--;
      if (connection?.isOpen === true) {
        if (begun === generation) idle.push(connection);
        else void connection.end();
      }
      waiting.shift()?.();
    }
  };

  const drop = (): void => {
    generation++;
    for (const connection of idle.splice(0)) connection.destroy();
  };

  return {
    use,
    get generation() {
      return generation;
    },
    drop,
    async close() {
      generation++;
      await Promise.all(idle.splice(0).map((connection) => connection.end()));
    },
  };
};

/** Ends a session that is not with a server that writes. */
const checkWrites = async (connection: PostgresConnection): Promise<void> => {
  const { rows } = await connection.query<{ is_read_only: boolean }>(
    `SELECT pg_catalog.pg_is_in_recovery() OR pg_catalog.current_setting('transaction_read_only') = 'on' AS is_read_only`,
  );
  if (rows[0]?.is_read_only !== true) return;
  connection.destroy();
  throw Object.assign(new Error('it is read-only'), { code: '25006' });
};

/** One host: its own error, with its code. Several: one that names them all, with the code of the last. */
const noneOf = (
  target: PostgresTarget,
  failures: readonly { readonly host: PostgresHost; readonly error: unknown }[],
): unknown => {
  const [one, ...others] = failures;
  if (one === undefined) return stopped(target);
  if (others.length === 0) return one.error;
  const said = failures
    .map(({ host, error }) => `${host.host}:${host.port}: ${postgresFault(error).message}`)
    .join('; ');
  const codes = failures.map(({ error }) => postgresFault(error));
  // What can pass comes first: one host with a wrong login does not make the others wrong.
  const code = (
    codes.find(({ kind }) => kind === 'again') ??
    codes.find(({ kind }) => kind === 'read-only') ??
    codes[0]
  )?.code;
  return Object.assign(new Error(said), { code });
};

const stopped = ({ destination }: PostgresTarget): TidemarkError =>
  new TidemarkError('undeliverable', `Stopped connecting to ${destination}.`, { retryable: true });
