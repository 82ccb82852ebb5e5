import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CheckFailure } from '../../../../../src/io/actions/check/net/check-failure.js';
import { Names } from '../../../../../src/io/actions/check/net/names.js';
import { addressTable, type DnsServerOptions, dnsServer } from '../../../../servers/dns-server.js';
import { never } from '../../../../support/check-settings.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';

const started = async (reply: DnsServerOptions['reply'], delay?: DnsServerOptions['delay']) => {
  const server = await dnsServer({ reply, ...(delay === undefined ? {} : { delay }) });
  onTestFinished(() => server.close());
  return server;
};

const AUTO = { family: 'auto', resolver: undefined } as const;

const addressesOf = async (
  names: Names,
  host: string,
  resolver?: readonly string[],
  family: 'auto' | 4 | 6 = 'auto',
) => (await names.find(host, { family, resolver }, never())).addresses.map(({ address }) => address);

const failureOf = async (found: Promise<unknown>): Promise<CheckFailure> => {
  const error = await found.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CheckFailure)) throw new Error(`no CheckFailure but ${String(error)}`);
  return error;
};

/** A system of its own; its clock is what the test says. */
const system = async (hosts: string, conf: string) => {
  const directory = await temporaryDirectory();
  const paths = { hosts: join(directory, 'hosts'), resolvConf: join(directory, 'resolv.conf') };
  await writeFile(paths.hosts, hosts);
  await writeFile(paths.resolvConf, conf);
  const clock = { now: 0 };
  return { names: new Names({ ...paths, now: () => clock.now }), clock, ...paths };
};

describe('names', () => {
  it('has both families, IPv6 first', async () => {
    const dns = await started(addressTable({ 'both.example': ['192.0.2.1', '2001:db8::1'] }));
    expect(await addressesOf(new Names(), 'both.example', [dns.address])).toEqual([
      '2001:db8::1',
      '192.0.2.1',
    ]);
    expect(await addressesOf(new Names(), 'both.example', [dns.address], 4)).toEqual(['192.0.2.1']);
    expect(await addressesOf(new Names(), 'BOTH.example.', [dns.address], 6)).toEqual(['2001:db8::1']);
  });

  it('takes an address for itself', async () => {
    expect(await addressesOf(new Names(), '192.0.2.1')).toEqual(['192.0.2.1']);
    expect(await addressesOf(new Names(), '2001:db8::1')).toEqual(['2001:db8::1']);
    expect(await failureOf(new Names().find('192.0.2.1', { ...AUTO, family: 6 }, never()))).toMatchObject({
      class: 'dns',
      message: '192.0.2.1 is no address of IPv6',
    });
  });

  it('WM-13: finds localhost, names of a hosts file with CRLF, and single labels in the search domains', async () => {
    const { names, ...paths } = await system(
      '127.0.0.1 localhost\r\n192.0.2.7\tBuild.example build # the builder\r\n2001:db8::7 build\r\n',
      '',
    );
    expect(await addressesOf(names, 'localhost')).toEqual(['127.0.0.1']);
    expect(await addressesOf(names, 'shop.localhost')).toEqual(['::1', '127.0.0.1']);
    expect(await addressesOf(names, 'build')).toEqual(['2001:db8::7', '192.0.2.7']);
    expect(await addressesOf(names, 'build.example')).toEqual(['192.0.2.7']);
    expect(paths.hosts).toContain('hosts');
  });

  it('WM-29: every error of a resolver is class dns', async () => {
    const dns = await started(({ name }) => {
      if (name === 'nx.example') return { code: 'NXDOMAIN' };
      if (name === 'fail.example') return { code: 'SERVFAIL' };
      if (name === 'refused.example') return { code: 'REFUSED' };
      if (name === 'garbage.example') return 'garbage';
      return { answers: [] };
    });
    const names = new Names();
    const of = (host: string) => failureOf(names.find(host, { ...AUTO, resolver: [dns.address] }, never()));
    const found = [
      await of('nx.example'),
      await of('fail.example'),
      await of('refused.example'),
      await of('empty.example'),
      await of(`${'a'.repeat(64)}.example`),
    ];
    expect(found.map(({ class: kind, phase }) => [kind, phase])).toEqual(found.map(() => ['dns', 'dns']));
    expect(found.map(({ message }) => message)).toEqual([
      'nx.example: there is no such name (NXDOMAIN)',
      'fail.example: the name server failed (SERVFAIL)',
      'refused.example: the name server refused to answer (REFUSED)',
      'empty.example: the name has no address',
      `${'a'.repeat(64)}.example: this cannot be a name`,
    ]);
  });
});
