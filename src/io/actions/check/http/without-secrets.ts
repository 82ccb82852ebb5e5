import type { HttpTarget } from '../target.js';

type Sender = Pick<HttpTarget, 'headers' | 'network'>;

/** What credentials are sent in. */
const NAMES = /auth|cookie|token|key|secret|session|passw|credential/;
/** Shorter than this it would be found in every other word. */
const SHORTEST = 5;
const MASK = '•••';

/** What a target sends to be let in, in every form in which a site could say it again. */
const secretsOf = ({ headers, network }: Sender): readonly string[] => {
  const values = headers.filter(([name]) => NAMES.test(name)).map(([, value]) => value);
  if (network.proxy?.authorization !== undefined) values.push(network.proxy.authorization);
  const parts = values.flatMap((value) => [value, ...value.split(/[\s;,=]+/), ...basic(value)]);
  return [...new Set(parts)]
    .filter((part) => part.length >= SHORTEST && !/^(?:basic|bearer|digest)$/i.test(part))
    .toSorted((a, b) => b.length - a.length);
};

const basic = (value: string): readonly string[] => {
  const [, coded] = /^basic\s+(\S+)$/i.exec(value) ?? [];
  if (coded === undefined) return [];
  const pair = Buffer.from(coded, 'base64').toString();
  return [pair, pair.slice(pair.indexOf(':') + 1)];
};

/** A text that a site may have had a part in, without what the target sends to be let in. */
export const withoutSecrets = (target: Sender, text: string): string =>
  secretsOf(target).reduce((left, secret) => left.replaceAll(secret, MASK), text);
