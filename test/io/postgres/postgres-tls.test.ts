import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectTo } from '../../../src/io/postgres/postgres-connection.js';
import { type PostgresFault, postgresFault } from '../../../src/io/postgres/postgres-fault.js';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';
import { makeCertificate } from '../../servers/certificates.js';
import { installation } from '../../servers/postgres/installation.js';
import { postgresServer } from '../../servers/postgres.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const never = new AbortController().signal;

/** How a session is encrypted, or why there is none. */
const sessionOf = async (url: string): Promise<string | PostgresFault> => {
  const target = postgresTarget(url);
  const [host] = target.hosts;
  if (host === undefined) throw new Error('There is no host.');
  try {
    const connection = await connectTo(target, host, never);
    const { rows } = await connection.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await connection.end();
    return rows[0]?.ssl === true ? 'TLS' : 'plain';
  } catch (error) {
    return postgresFault(error);
  }
};

it('speaks TLS as sslmode says, and gives a password only where one is asked for', async () => {
  const directory = await temporaryDirectory();
  chmodSync(directory, 0o755);
  const { user } = await installation();
  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user !== undefined) chownSync(path, user.uid, user.gid);
    return path;
  };
  const root = makeCertificate({ subject: 'Root', isCa: true });
  const other = makeCertificate({ subject: 'Other', isCa: true });
  const leaf = makeCertificate({ subject: 'db', names: ['127.0.0.1'], issuer: root });
  const server = await postgresServer({
    settings: {
      ssl: 'on',
      ssl_cert_file: file('cert.pem', leaf.cert),
      ssl_key_file: file('key.pem', leaf.key),
      hba_file: file(
        'hba',
        'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
      ),
    },
  });
  await server.sql(`CREATE ROLE monitor LOGIN PASSWORD 'p@:/ss'`);
  const at = (parameters: Record<string, string>): string => server.url('postgres', 'postgres', parameters);
  const ca = { sslrootcert: file('root.pem', root.cert) };
  const wrong = { sslrootcert: file('other.pem', other.cert) };
  expect(await sessionOf(at({}))).toBe('TLS');
  expect(await sessionOf(at({ sslmode: 'disable' }))).toBe('plain');
  expect(await sessionOf(at({ sslmode: 'require' }))).toBe('TLS');
  expect(await sessionOf(at({ sslmode: 'verify-full', ...ca }))).toBe('TLS');
  // The certificate is for the address, and not for this name.
  const named = (mode: string): string => at({ sslmode: mode, ...ca }).replace('127.0.0.1', 'localhost');
  expect(await sessionOf(named('verify-ca'))).toBe('TLS');
  expect(await sessionOf(named('verify-full'))).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  for (const mode of ['require', 'verify-ca', 'verify-full'])
    expect(await sessionOf(at({ sslmode: mode, ...wrong }))).toMatchObject({
      kind: 'again',
      message: expect.stringMatching(/unable to verify|self-signed/),
    });
  expect(await sessionOf(at({ sslmode: 'verify-full' }))).toMatchObject({ kind: 'again' });

  const login = (text: string): string => server.url('postgres', 'monitor').replace('monitor@', text);
  expect(await sessionOf(login('monitor:p%40%3A%2Fss@'))).toBe('TLS');
  expect(await sessionOf(login('monitor:wrong@'))).toMatchObject({ code: '28P01', kind: 'setup' });
  expect(await sessionOf(login('monitor@'))).toMatchObject({
    ...{ code: '28P01', kind: 'setup' },
    message: 'the server wants a password for "monitor", and the address has none',
  });
});

it('falls back to plain only where it may, with a server that has no TLS', async () => {
  const server = await postgresServer();
  expect(await sessionOf(server.url())).toBe('plain');
  expect(await sessionOf(server.url('postgres', 'postgres', { sslmode: 'require' }))).toMatchObject({
    message: 'The server does not support SSL connections',
  });
});
