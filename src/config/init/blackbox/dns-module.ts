import type { ForeignMap } from '../foreign-map.js';
import { quoted } from '../patterns.js';
import type { Probe } from './probe.js';
import { readFamily } from './tls-settings.js';

const RECORDS: readonly string[] = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'SOA', 'CAA', 'PTR'];

/** The prober `dns`: the target is the resolver, and the module says what it is asked. */
export const readDns = (dns: ForeignMap | undefined, module: ForeignMap): Probe | undefined => {
  const query = dns?.text('query_name');
  if (dns === undefined || query === undefined) {
    module.note(module.where, 'dns: it does not say what to ask (query_name), and is left out');
    return undefined;
  }
  const asked = (dns.text('query_type') ?? 'ANY').toUpperCase();
  const record = RECORDS.includes(asked) ? asked : 'A';
  if (record !== asked) dns.note(dns.where, `query_type: ${asked} cannot be asked for; A is`);
  const codes = dns.texts('valid_rcodes').filter((code) => code !== 'NOERROR');
  if (codes.length > 0)
    dns.note(dns.where, `valid_rcodes: ${codes.join(', ')}: an answer is NOERROR, or it is none`);
  const answer = answerOf(dns);
  const family = readFamily(dns);
  if (dns.text('query_class') !== 'IN') dns.refuse('query_class', 'names are asked for in IN');
  dns.close({
    transport_protocol: 'UDP is used, and TCP where an answer is too long for it',
    recursion_desired: 'it is',
    dns_over_tls: 'resolvers are asked in clear',
    validate_authority_rrs: 'only answers are looked at',
    validate_additional_rrs: 'only answers are looked at',
  });
  return { kind: 'dns', query, settings: { ...family, record, ...(answer !== undefined && { answer }) } };
};

/** A pattern there is for a whole line of a zone, of which the value comes last; here it is for the value. */
const answerOf = (dns: ForeignMap): string | undefined => {
  const rules = dns.map('validate_answer_rrs');
  if (rules === undefined) return undefined;
  const patterns = [
    ...rules.patterns('fail_if_none_matches_regexp'),
    ...rules.patterns('fail_if_not_matches_regexp'),
  ];
  const [first, ...others] = patterns;
  for (const pattern of others) rules.note(rules.where, `${pattern}: an answer has one pattern`);
  rules.close({
    fail_if_matches_regexp: 'that an answer is not given cannot be expected',
    fail_if_all_match_regexp: 'that an answer is not given cannot be expected',
  });
  const value = first?.split(/\t|\\t/).at(-1);
  return value === first ? first : value === undefined ? undefined : asWhole(value);
};

const asWhole = (value: string): string => (/^[\d.]+$/.test(value) ? `^${quoted(value)}$` : value);
