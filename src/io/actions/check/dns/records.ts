import type { CaaRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ipAddress } from '../../../net/ip-address.js';
import type { DnsTarget } from '../target.js';

/** Each answer as a zone writes what it says: `10 mail.example.com` of MX. */
export const recordsOf = async (
  resolver: Resolver,
  host: string,
  record: DnsTarget['record'],
): Promise<readonly string[]> => {
  switch (record) {
    case 'A':
      return resolver.resolve4(host);
    case 'AAAA':
      return resolver.resolve6(host);
    case 'CNAME':
      return resolver.resolveCname(host);
    case 'NS':
      return resolver.resolveNs(host);
    case 'PTR':
      return resolver.resolvePtr(reverseName(host));
    case 'MX':
      return (await resolver.resolveMx(host)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case 'TXT':
      return (await resolver.resolveTxt(host)).map((pieces) => pieces.join(''));
    case 'SRV':
      return (await resolver.resolveSrv(host)).map(
        ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
      );
    case 'SOA': {
      const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = await resolver.resolveSoa(host);
      return [`${nsname} ${hostmaster} ${serial} ${refresh} ${retry} ${expire} ${minttl}`];
    }
    case 'CAA':
      return (await resolver.resolveCaa(host)).map(caaText);
  }
};

const caaText = ({ critical, ...rest }: CaaRecord): string => {
  const [[tag = '', value = ''] = []] = Object.entries(rest);
  return `${critical} ${tag} ${JSON.stringify(value)}`;
};

/** The name under which an address has its own name; of what is none, itself. */
export const reverseName = (host: string): string => {
  if (isIP(host) === 4) return `${host.split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = isIP(host) === 6 ? ipAddress(host) : undefined;
  return typeof digits === 'string' ? `${[...digits].reverse().join('.')}.ip6.arpa` : host;
};
