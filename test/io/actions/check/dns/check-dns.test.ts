import { describe, expect, onTestFinished, test } from 'vitest';
import { checkDns } from '../../../../../src/io/actions/check/dns/check-dns.js';
import { reverseName } from '../../../../../src/io/actions/check/dns/records.js';
import { Names } from '../../../../../src/io/actions/check/net/names.js';
import type { DnsTarget } from '../../../../../src/io/actions/check/target.js';
import type { Verdict } from '../../../../../src/io/actions/check/verdict.js';
import { Pattern } from '../../../../../src/io/patterns/pattern.js';
import { type DnsReply, type DnsServerOptions, dnsServer } from '../../../../servers/dns-server.js';
import { NETWORK, never, USUAL } from '../../../../support/check-settings.js';
import { freePort } from '../../../../support/free-port.js';
import { until } from '../../../../support/until.js';

const ttl = 30;
const name = 'example.com';
const ANSWERS: Readonly<Record<string, DnsReply>> = {
  A: {
    answers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].map((data) => ({
      type: 'A',
      name,
      ttl,
      data,
    })),
  },
  AAAA: { answers: [{ type: 'AAAA', name, ttl, data: '2001:db8::1' }] },
  MX: { answers: [{ type: 'MX', name, ttl, data: { preference: 10, exchange: 'mail.example.com' } }] },
  TXT: { answers: [{ type: 'TXT', name, ttl, data: ['v=spf1 ', '-all'] }] },
  NS: { answers: [{ type: 'NS', name, ttl, data: 'ns1.example.com' }] },
  CNAME: { answers: [{ type: 'CNAME', name, ttl, data: 'other.example.com' }] },
  SRV: {
    answers: [
      { type: 'SRV', name, ttl, data: { priority: 1, weight: 2, port: 5060, target: 'sip.example.com' } },
    ],
  },
  CAA: { answers: [{ type: 'CAA', name, ttl, data: { flags: 0, tag: 'issue', value: 'ca.example.net' } }] },
  SOA: {
    answers: [
      {
        type: 'SOA',
        name,
        ttl,
        data: {
          mname: 'ns1.example.com',
          rname: 'hostmaster.example.com',
          serial: 7,
          refresh: 1,
          retry: 2,
          expire: 3,
          minimum: 4,
        },
      },
    ],
  },
};

const asked = async (
  given: Partial<DnsTarget>,
  reply: DnsServerOptions['reply'] = ({ type }) => ANSWERS[type],
): Promise<Verdict> => {
  const server = await dnsServer({ reply });
  onTestFinished(() => server.close());
  return await check({ network: { ...NETWORK, resolver: [server.address] }, ...given });
};

const check = (
  given: Partial<DnsTarget>,
  names = new Names(),
  signal: AbortSignal = never(),
): Promise<Verdict> =>
  checkDns({ names })(
    {
      kind: 'dns',
      url: 'dns://example.com',
      name: 'it',
      host: 'example.com',
      record: 'A',
      answer: undefined,
      ...USUAL,
      ...given,
    },
    signal,
  );

const said = ({ class: what, phase, detail }: Verdict): string =>
  [what, phase, detail].filter(Boolean).join(' ');

describe('checkDns', () => {
  test.each([
    ['A', '^192\\.0\\.2\\.4$'],
    ['AAAA', '^2001:db8::1$'],
    ['MX', '^10 mail\\.example\\.com$'],
    ['TXT', '^v=spf1 -all$'],
    ['NS', '^ns1\\.example\\.com$'],
    ['CNAME', '^other\\.example\\.com$'],
    ['SRV', '^1 2 5060 sip\\.example\\.com$'],
    ['CAA', '^0 issue "ca\\.example\\.net"$'],
    ['SOA', '^ns1\\.example\\.com hostmaster\\.example\\.com 7 1 2 3 4$'],
  ] as const)('asks for %s, and finds %s among the answers', async (record, answer) => {
    const verdict = await asked({ record, answer: new Pattern(answer) });
    expect(said(verdict)).toBe('ok');
    expect(Object.keys(verdict.timings)).toEqual(['dns']);
    expect(verdict.total).toBe(verdict.timings.dns);
  });

  test('PTR of an address asks for its name', async () => {
    const data = 'host.example.com';
    const reply = ({ name: of, type }: { name: string; type: string }): DnsReply =>
      of === '1.2.0.192.in-addr.arpa' && type === 'PTR'
        ? { answers: [{ type: 'PTR', name: of, ttl, data }] }
        : { code: 'NXDOMAIN' };
    expect(
      said(await asked({ host: '192.0.2.1', record: 'PTR', answer: new Pattern('^host\\.') }, reply)),
    ).toBe('ok');
    expect(reverseName('2001:db8::1')).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
  });

  test('is class body where no answer is the wanted one', async () => {
    expect(said(await asked({ answer: new Pattern('^203') }))).toBe(
      'body dns example.com A is 192.0.2.1, 192.0.2.2, 192.0.2.3, …, which is not what is wanted',
    );
  });

  test.each([
    ['NXDOMAIN', 'there is no such name (NXDOMAIN)'],
    ['SERVFAIL', 'the name server failed (SERVFAIL)'],
    ['REFUSED', 'the name server refused to answer (REFUSED)'],
  ] as const)('is class dns at %s', async (code, why) => {
    expect(said(await asked({}, () => ({ code })))).toBe(`dns dns example.com A: ${why}`);
  });

  test('is class dns where there is no such record, and where nobody listens', async () => {
    expect(said(await asked({}, () => ({ answers: [] })))).toBe('dns dns example.com has no A');
    const resolver = [`127.0.0.1:${await freePort()}`];
    expect(said(await check({ network: { ...NETWORK, resolver } }))).toBe(
      'dns dns example.com A: the name server cannot be reached',
    );
    const none = { ...NETWORK, resolver: ['nobody.example.com'] };
    expect(said(await check({ network: none }))).toBe('dns dns nobody.example.com cannot be name servers');
  });

  test('is class timeout where the one deadline passes', async () => {
    expect(said(await asked({ timeout: 50 }, () => undefined))).toBe('timeout dns out of time');
  });

  test('does not ask what nobody waits for any more, and says how long it waited for its turn', async () => {
    const server = await dnsServer({ reply: ({ type }) => (type === 'A' ? undefined : ANSWERS[type]) });
    onTestFinished(() => server.close());
    const network = { ...NETWORK, resolver: [server.address] };
    const names = new Names({ timeout: 1_000_000 });
    const stop = new AbortController();
    const first = Array.from({ length: 128 }, () => check({ network }, names));
    await until(() => server.questions.length >= 128);
    const late = check({ network, record: 'MX' }, names, stop.signal);
    const next = check({ network, record: 'TXT' }, names);
    stop.abort();
    const given = await late;
    expect(said(given)).toBe('timeout dns out of time');
    expect(given.waited).toBeGreaterThan(0);
    names.servers.for(network.resolver).resolver.cancel();
    expect(said(await next)).toBe('ok');
    await Promise.all(first);
    expect(server.count('example.com', 'MX')).toBe(0);
  });

  test('is class slow where an answer came too late', async () => {
    const verdict = await asked({ slow: 0.001 });
    expect(verdict).toMatchObject({ class: 'slow', phase: 'dns' });
  });
});
