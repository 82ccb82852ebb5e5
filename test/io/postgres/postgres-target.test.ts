import { describe, expect, it } from 'vitest';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';

const ENVIRONMENT = { USER: 'me' };
const read = (address: string) => postgresTarget(address, ENVIRONMENT);

describe('postgresTarget', () => {
  it('reads hosts, login, database and parameters, and prints none of the secrets', () => {
    const target = read(
      'postgresql://mon%40x:p%3Aw@db1.example.com,db2.example.com:5433/monitoring?sslmode=verify-full&sslrootcert=/ca.pem&options=-c%20search_path%3Dmonitor',
    );
    expect(target).toMatchObject({
      destination: 'postgres db1.example.com:5432,db2.example.com:5433/monitoring',
      hosts: [
        { host: 'db1.example.com', port: 5432 },
        { host: 'db2.example.com', port: 5433 },
      ],
      user: 'mon@x',
      password: 'p:w',
      database: 'monitoring',
      sslMode: 'verify-full',
      ssl: { ca: '/ca.pem' },
      mustWrite: true,
      applicationName: 'tidemark',
      options: '-c search_path=monitor',
    });
  });

  it('is as libpq where it says nothing', () => {
    expect(read('postgres://')).toMatchObject({
      ...{ hosts: [{ host: 'localhost', port: 5432 }], user: 'me', database: 'me', sslMode: 'prefer' },
      ...{ mustWrite: false, password: undefined, connectTimeout: 10_000 },
    });
    expect(read('postgresql://u@%2Fvar%2Frun%2Fpostgresql/db')).toMatchObject({
      hosts: [{ host: '/var/run/postgresql', port: 5432 }],
      sslMode: 'disable',
    });
    expect(read('postgresql://u@[2001:db8::1]:6432/db')).toMatchObject({
      hosts: [{ host: '2001:db8::1', port: 6432 }],
      destination: 'postgres [2001:db8::1]:6432/db',
    });
    expect(postgresTarget('postgresql://h/db', { PGUSER: 'p', PGPASSWORD: 's' })).toMatchObject({
      user: 'p',
      password: 's',
    });
  });

  it.each([
    ['mysql://h/db', /none of a database/],
    ['postgresql://u:se@cret@h/db', /write @ as %40/],
    ['postgresql://u:secret@h/db?sslmod=require', /"sslmod", which is not known/],
    ['postgresql://u:secret@h/db?sslmode=always', /sslmode=always. Write disable, prefer/],
    ['postgresql://u:secret@h:0/db', /h:0/],
    ['postgresql://u:secret@h/db?connect_timeout=0', /whole seconds, 1 or more/],
    ['postgresql://u:secret%@h/db', /% as %25/],
  ])('refuses %s, and quotes no password', (address, message) => {
    expect(() => read(address)).toThrow(message);
    expect(() => read(address)).not.toThrow(/secret|se@cret/);
  });
});
