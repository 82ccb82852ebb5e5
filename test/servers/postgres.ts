import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.js';
import { copyData, installation } from './postgres/installation.js';

export interface PostgresServerOptions {
  /**
   * A commit is in the files when it is answered, as it is in earnest: for tests that kill the server. Default: false. The disk
   * is waited for in neither case, since the system goes on when the server is killed.
   */
  readonly durable?: boolean;
  /** Of postgresql.conf, as `{ max_connections: '5' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL 18 on a port of 127.0.0.1. It trusts whoever connects; `postgres` is the superuser. */
export interface PostgresServer {
  readonly port: number;
  /** The address of a database on it, for a role. `parameters` are what stands behind the `?`. */
  url(database?: string, role?: string, parameters?: Readonly<Record<string, string>>): string;
  /** Runs SQL as the superuser on a connection of its own, several statements too; answers with the rows of the last. */
  sql<R = Record<string, unknown>>(text: string, database?: string): Promise<readonly R[]>;
  /** Makes an empty database, and answers with its name. */
  database(): Promise<string>;
  /** Ends it in good order; its data stay. */
  stop(): Promise<void>;
  /** kill -9 for all of its processes. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  /** SIGSTOP for all of its processes: it is there, and does nothing. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Refuses to write from now on, in sessions that are open too: what a demoted primary does. */
  readOnly(on: boolean): Promise<void>;
  /** Ends all sessions but our own, as an administrator would. */
  endSessions(): Promise<void>;
  /** Another server on a copy of its data, which must be stopped or killed: who takes over. At a port that is free by default. */
  copy(port?: number): Promise<PostgresServer>;
}

/**
 * A PostgreSQL of its own, up to the end of the running test; call it in a test. It takes about half a second: tests that
 * only need a database of their own take one with `postgresDatabase`.
 *
 * A disk that is full cannot be had without mounting one: raise 53100 in a trigger instead, which is what a client sees of it.
 */
export const postgresServer = async (options: PostgresServerOptions = {}): Promise<PostgresServer> => {
  const { template } = await installation();
  return serve(template, options, onTestFinished);
};

let shared: Promise<PostgresServer> | undefined;

/**
 * An empty database on a server that the test files of this process share, with roles of the whole server: give those names
 * of their own, made of `database`. Nobody stops that server or changes its settings; it ends with the process.
 */
export const postgresDatabase = async (): Promise<{
  readonly server: PostgresServer;
  readonly database: string;
}> => {
  shared ??= installation().then(({ template }) => serve(template, {}, undefined));
  const server = await shared;
  return { server, database: await server.database() };
};

/**
 * Waits for its input: a signal for the server, or its end, which comes however we die. So no server is left behind, and of the
 * shared one nothing else.
 */
const WATCHMAN = `home="$1"; shift; "$@" </dev/null & pid=$!
echo "$pid"
if read -r signal; then kill -"$signal" $pid; else kill -CONT $pid 2>/dev/null; kill -QUIT $pid 2>/dev/null; fi
wait $pid
test -z "$home" || rm -rf "$home"`;

const serve = async (
  data: string,
  options: PostgresServerOptions,
  /** Undefined: it ends with the process. */
  atEnd: ((end: () => Promise<void>) => void) | undefined,
  at?: number,
): Promise<PostgresServer> => {
  const { postgres, user } = await installation();
  const home = await mkdtemp(join(await placeForData(), 'tidemark-pg-'));
  await chmod(home, 0o755);
  if (user !== undefined) await chown(home, user.uid, user.gid);
  const directory = join(home, 'data');
  await copyData(data, directory, user);
  const port = at ?? (await freePort());
  const settings = {
    ...{ listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' },
    ...{
      shared_buffers: '32MB',
      max_connections: '60',
      autovacuum: 'off',
      dynamic_shared_memory_type: 'mmap',
      log_timezone: 'UTC',
      timezone: 'UTC',
    },
    ...{ fsync: 'off', full_page_writes: 'off', synchronous_commit: options.durable === true ? 'on' : 'off' },
    ...options.settings,
  };
  let running: { readonly child: ChildProcess; readonly pid: number } | undefined;
  let databases = 0;

  const start = async (): Promise<void> => {
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(
      'sh',
      ['-c', WATCHMAN, 'sh', atEnd === undefined ? home : '', postgres, '-D', directory, ...args],
      { ...user, cwd: '/' },
    );
    const pid = Number(String((await once(child.stdout, 'data'))[0]));
    running = { child, pid };
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (part: Buffer) => {
        log = (log + part).slice(-10_000);
        if (log.includes('ready to accept connections')) resolve();
      });
      child.once('close', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    });
  };
  const ended = async (how: (pid: number) => Promise<string>): Promise<void> => {
    if (running === undefined) return;
    const { child, pid } = running;
    running = undefined;
    const closed = once(child, 'close');
    child.stdin?.end(await how(pid));
    await closed;
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (running !== undefined)
      for (const pid of [running.pid, ...(await childrenOf(running.pid))]) send(pid, name);
  };
  const kill = async (): Promise<void> =>
    ended(async (pid) => {
      const pids = [pid, ...(await childrenOf(pid))];
      for (const one of pids) send(one, 'SIGKILL');
      return '';
    });
  atEnd?.(async () => {
    await kill();
    rmSync(home, { recursive: true, force: true });
  });
  await start();

  const server: PostgresServer = {
    port,
    url: (database = 'postgres', role = 'postgres', parameters = {}) => {
      const query = new URLSearchParams(parameters).toString();
      return `postgresql://${encodeURIComponent(role)}@127.0.0.1:${port}/${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`;
    },
    async sql<R>(text: string, database = 'postgres'): Promise<readonly R[]> {
      const client = new Client({
        host: '127.0.0.1',
        port,
        user: 'postgres',
        database,
        password: '',
        ssl: false,
      });
      client.on('error', () => undefined);
      await client.connect();
      try {
        // Several statements give several results, which the types do not say.
        const results: unknown = await client.query(text);
        const last = Array.isArray(results) ? results.at(-1) : results;
        return (last as { rows: R[] }).rows;
      } finally {
        await client.end();
      }
    },
    async database() {
      const name = `test_${process.pid}_${++databases}`;
      await server.sql(`CREATE DATABASE ${name} STRATEGY wal_log`);
      return name;
    },
    stop: () => ended(async () => 'INT\n'),
    kill,
    start,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async readOnly(on) {
      await server.sql(`ALTER SYSTEM SET default_transaction_read_only = ${on ? 'on' : 'off'}`);
      await server.sql('SELECT pg_reload_conf()');
      // Sessions are told one after the other.
      const want = on ? 'on' : 'off';
      const now = async (): Promise<unknown> =>
        (
          await server.sql<{ now: string }>(`SELECT current_setting('default_transaction_read_only') AS now`)
        )[0]?.now;
      while ((await now()) !== want);
    },
    async endSessions() {
      await server.sql(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      );
    },
    copy: (at) => serve(directory, options, onTestFinished, at),
  };
  return server;
};

/** In memory where there is plenty, because many run these tests on one disk. */
const placeForData = async (): Promise<string> => {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory !== undefined && memory.bavail * memory.bsize > 4 * 1024 ** 3 ? '/dev/shm' : tmpdir();
};

const send = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
};

/** Linux tells; elsewhere only the first process is signalled. */
const childrenOf = async (pid: number): Promise<readonly number[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => ''))
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
