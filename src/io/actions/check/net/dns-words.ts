import { codeOf } from '../../../code-of.js';
import { CheckFailure } from './check-failure.js';

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name (NXDOMAIN)',
  ENODATA: 'the name has no address',
  ESERVFAIL: 'the name server failed (SERVFAIL)',
  EREFUSED: 'the name server refused to answer (REFUSED)',
  ETIMEOUT: 'the name server did not answer',
  ECONNREFUSED: 'the name server cannot be reached',
  EFORMERR: 'the name server did not understand the question (FORMERR)',
  ENOTIMP: 'the name server does not know such questions (NOTIMP)',
  EBADRESP: 'the name server gave an answer that cannot be read',
  EBADNAME: 'this cannot be a name',
};

/** No server said that. */
export const isUnreachable = (error: unknown): boolean =>
  ['ETIMEOUT', 'ECONNREFUSED'].includes(codeOf(error));

/** Whatever a resolver says is class `dns`, the ECONNREFUSED of its own server too. */
export const dnsFailure = (host: string, error: unknown): CheckFailure => {
  const code = codeOf(error);
  return new CheckFailure('dns', `${host}: ${WORDS[code] ?? `the name server failed (${code})`}`, 'dns');
};
