import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CheckFailure } from '../../../../../src/io/actions/check/net/check-failure.js';
import { Course } from '../../../../../src/io/actions/check/net/course.js';
import { Names } from '../../../../../src/io/actions/check/net/names.js';
import { addressTable, type DnsServerOptions, dnsServer } from '../../../../servers/dns-server.js';
import { never } from '../../../../support/check-settings.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';
import { until } from '../../../../support/until.js';

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
) => (await names.find(host, { family, resolver }, new Course(), never())).map(({ address }) => address);

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
    expect(
      await failureOf(new Names().find('192.0.2.1', { ...AUTO, family: 6 }, new Course(), never())),
    ).toMatchObject({
      class: 'dns',
      message: '192.0.2.1 is no address of IPv6',
    });
  });

  it('WM-13: finds localhost, names of a hosts file with CRLF, and single labels in the search domains', async () => {
    const dns = await started(
      addressTable({
        'web.corp.example': ['192.0.2.8'],
        'db.eu.corp.example': ['192.0.2.9'],
        'a.b': ['192.0.2.10'],
      }),
    );
    const { names } = await system(
      '127.0.0.1 localhost\r\n192.0.2.7\tBuild.example build # the builder\r\n2001:db8::7 build\r\n',
      `search eu.corp.example corp.example\r\nnameserver [127.0.0.1]:${dns.port}\r\n`,
    );
    expect(await addressesOf(names, 'localhost')).toEqual(['127.0.0.1']);
    expect(await addressesOf(names, 'shop.localhost')).toEqual(['::1', '127.0.0.1']);
    expect(await addressesOf(names, 'build')).toEqual(['2001:db8::7', '192.0.2.7']);
    expect(await addressesOf(names, 'build.example')).toEqual(['192.0.2.7']);
    expect(await addressesOf(names, 'web')).toEqual(['192.0.2.8']);
    expect(await addressesOf(names, 'db.eu')).toEqual(['192.0.2.9']);
    expect(await addressesOf(names, 'a.b')).toEqual(['192.0.2.10']);
    expect((await failureOf(names.find('web.', AUTO, new Course(), never()))).message).toMatch(
      /no such name/,
    );
    // A name with a dot is asked for as it is first; one without in the search domains.
    expect(dns.questions.filter(({ type }) => type === 'A').map(({ name }) => name)).toEqual([
      'web.eu.corp.example',
      'web.corp.example',
      'db.eu',
      'db.eu.eu.corp.example',
      'db.eu.corp.example',
      'a.b',
      'web',
    ]);
    // Name servers of a target see what is on the internet: no hosts file, no search domains.
    const own = { ...AUTO, resolver: [dns.address] };
    expect((await failureOf(names.find('build', own, new Course(), never()))).message).toMatch(
      /no such name/,
    );
    expect((await failureOf(names.find('web', own, new Course(), never()))).message).toMatch(/no such name/);
  });

  it('WM-14: reads resolv.conf and the hosts file again when they have changed, within 5 s', async () => {
    const dns = await started(addressTable({ 'late.example': ['192.0.2.1'] }));
    const { names, clock, hosts, resolvConf } = await system('', '');
    expect(names.servers.conf.servers).toEqual(['127.0.0.1']);
    await writeFile(resolvConf, `nameserver [127.0.0.1]:${dns.port}\n`);
    await writeFile(hosts, '192.0.2.2 other\n');
    clock.now = 5000;
    expect(await addressesOf(names, 'late.example')).toEqual(['192.0.2.1']);
    expect(await addressesOf(names, 'other')).toEqual(['192.0.2.2']);
  });

  it('WM-29: silence and a closed port of a name server are class dns too', async () => {
    const silent = await started(() => undefined);
    const names = new Names({ timeout: 50 });
    const quiet = failureOf(
      names.find('quiet.example', { ...AUTO, resolver: [silent.address] }, new Course(), never()),
    );
    const closed = await dnsServer({ reply: () => undefined });
    await closed.close();
    expect(
      await failureOf(
        names.find('gone.example', { ...AUTO, resolver: [closed.address] }, new Course(), never()),
      ),
    ).toMatchObject({
      class: 'dns',
      message: 'gone.example: the name server cannot be reached',
    });
    expect(await quiet).toMatchObject({
      class: 'dns',
      message: 'quiet.example: the name server did not answer',
    });
  });

  it('has what one family has, where the other fails, is empty or is silent', async () => {
    const dns = await started((question) => {
      const { name, type } = question;
      if (type === 'AAAA' && name === 'broken.example') return { code: 'SERVFAIL' };
      if (type === 'AAAA' && name === 'slow.example') return undefined;
      if (type === 'A' && name === 'six.example') return { answers: [] };
      return addressTable({
        'broken.example': ['192.0.2.1'],
        'slow.example': ['192.0.2.2'],
        'six.example': ['2001:db8::1'],
      })(question);
    });
    const names = new Names();
    expect(await addressesOf(names, 'broken.example', [dns.address])).toEqual(['192.0.2.1']);
    expect(await addressesOf(names, 'slow.example', [dns.address])).toEqual(['192.0.2.2']);
    expect(await addressesOf(names, 'six.example', [dns.address])).toEqual(['2001:db8::1']);
  });

  it('asks once for all that wait, and again when the time is over that the answer gave', async () => {
    const dns = await started(addressTable({ 'a.example': ['192.0.2.1'] }, 5));
    const clock = { now: 0 };
    const names = new Names({ now: () => clock.now, least: 1, most: 300 });
    const ask = () => addressesOf(names, 'a.example', [dns.address]);
    await Promise.all([ask(), ask(), ask()]);
    clock.now = 4999;
    await ask();
    expect(dns.count('a.example', 'A')).toBe(1);
    clock.now = 5000;
    await ask();
    expect(dns.count('a.example', 'A')).toBe(2);
  });

  it('finds all that there is where questions for the other family are never answered', async () => {
    const dns = await started(({ name, type }) =>
      type === 'A' ? { answers: [{ type, name, ttl: 30, data: '192.0.2.1' }] } : undefined,
    );
    const names = new Names();
    const found = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => addressesOf(names, `n${at}.example`, [dns.address])),
    );
    expect(found.every(([address]) => address === '192.0.2.1')).toBe(true);
    // Those that it never came to are not asked for afterwards.
    expect(dns.questions.filter(({ type }) => type === 'AAAA').length).toBeLessThan(500);
  });

  it('finds two thousand names at once, and none is lost', async () => {
    const dns = await started(({ name, type }) => ({
      answers: type === 'A' ? [{ type, name, ttl: 30, data: '192.0.2.1' }] : [],
    }));
    const names = new Names();
    const found = await Promise.all(
      Array.from({ length: 2000 }, (_, at) => addressesOf(names, `n${at}.example`, [dns.address], 4)),
    );
    expect(found.every(([address]) => address === '192.0.2.1')).toBe(true);
  });

  it('leaves out of a course what it waited for its turn, also where that never came', async () => {
    const dns = await started(() => undefined);
    const own = { family: 4, resolver: [dns.address] } as const;
    const names = new Names({ timeout: 1_000_000 });
    const courses = Array.from({ length: 129 }, () => new Course());
    // Each check has a deadline of its own.
    const deadlines = courses.map(() => new AbortController());
    const found = courses.map((course, at) =>
      names.find(`n${at}.example`, own, course, deadlines[at]?.signal ?? never()),
    );
    await until(() => dns.questions.length === 128);
    for (const deadline of deadlines) deadline.abort();
    expect((await Promise.allSettled(found)).every(({ status }) => status === 'rejected')).toBe(true);
    for (const course of courses) course.end();
    names.servers.for(own.resolver).resolver.cancel();
    const last = courses.pop();
    expect(courses.every(({ waited }) => waited === 0)).toBe(true);
    expect(last?.waited).toBeGreaterThan(0);
    expect(last?.timings.dns).toBeLessThan(courses.at(-1)?.timings.dns ?? 0);
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
    const of = (host: string) =>
      failureOf(names.find(host, { ...AUTO, resolver: [dns.address] }, new Course(), never()));
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
