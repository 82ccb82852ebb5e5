import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { s3Server } from '../../servers/s3.js';
import { LONG, storeAt } from '../../support/object-store/store-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

it('signs with the credentials that are valid then, without a failed attempt when they change', async () => {
  const directory = await temporaryDirectory();
  const given = join(directory, 'given.json');
  const give = (key: string): void =>
    writeFileSync(
      given,
      // Of some that run out so soon the SDK asks for others before each request.
      JSON.stringify({
        Version: 1,
        AccessKeyId: key,
        SecretAccessKey: 'secret',
        SessionToken: `of ${key}`,
        Expiration: new Date(Date.now() + 60_000).toISOString(),
      }),
    );
  const config = join(directory, 'config');
  writeFileSync(config, `[default]\ncredential_process = cat ${given}\n`);
  const server = await s3Server();
  server.keys.clear();
  server.keys.set('FIRST', { secret: 'secret', token: 'of FIRST' });
  give('FIRST');
  const store = await storeAt(
    { endpoint: server.endpoint },
    { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_CONFIG_FILE: config },
  );
  await store.put('a', Buffer.from('a'), { ...LONG, ifAbsent: true });
  give('SECOND');
  server.keys.set('SECOND', { secret: 'secret', token: 'of SECOND' });
  // The SDK may answer with the old ones while it fetches the new ones: they are good until then.
  await expect
    .poll(
      async () => {
        await store.put('b', Buffer.from('b'), { ...LONG, ifAbsent: false });
        return server.seen.at(-1)?.headers.authorization;
      },
      { timeout: 60_000 },
    )
    .toContain('SECOND/');
  server.keys.delete('FIRST');
  await store.put('c', Buffer.from('c'), { ...LONG, ifAbsent: true });
  expect(server.seen.filter(({ status }) => status !== 200)).toEqual([]);
}, 90_000);
