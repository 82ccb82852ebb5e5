import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createJiti } from 'jiti';

/** A PostgreSQL 18 in a directory below this one, whose commits wait for the disk, and what ends it. */
export const benchServer = async (directory) => {
  // What makes the binaries ready is that of the tests.
  const { installation, copyData } = await createJiti(import.meta.url).import(
    '../../test/servers/postgres/installation.ts',
  );
  const { postgres, template, user } = await installation();
  const home = mkdtempSync(join(directory, 'postgres-'));
  chmodSync(home, 0o755);
  if (user !== undefined) chownSync(home, user.uid, user.gid);
  const data = join(home, 'data');
  await copyData(template, data, user);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  taken.close();
  await once(taken, 'close');
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'shared_buffers=256MB',
    'max_wal_size=4GB',
  ];
  const child = spawn(postgres, ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (part) => {
      log = (log + part).slice(-10_000);
      if (log.includes('ready to accept connections')) resolve();
    });
    child.once('close', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
  return {
    port,
    pid: child.pid,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
      rmSync(home, { recursive: true });
    },
  };
};
