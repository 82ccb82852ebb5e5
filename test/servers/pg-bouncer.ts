import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { installation } from './postgres/installation.js';
import type { PostgresServer } from './postgres.js';

/**
 * PgBouncer in transaction mode before a server, with so many sessions of it for everybody, up to the end of the running test.
 * Answers with its port.
 */
export const pgBouncer = async ({ port }: PostgresServer, sessions: number): Promise<number> => {
  const { user } = await installation();
  const directory = await temporaryDirectory();
  chmodSync(directory, 0o755);
  const own = await freePort();
  writeFileSync(join(directory, 'users.txt'), '"postgres" ""\n');
  writeFileSync(
    join(directory, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = trust
auth_file = ${join(directory, 'users.txt')}
pool_mode = transaction
default_pool_size = ${sessions}
`,
  );
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const child = spawn('pgbouncer', [join(directory, 'pgbouncer.ini')], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(async () => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (part: Buffer) => {
      log += part;
      if (log.includes('process up')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`PgBouncer did not start:\n${log}`)));
  });
  return own;
};
