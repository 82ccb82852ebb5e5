import { didYouMean } from '../../io/text/did-you-mean.js';

/** What the functions of other languages are here. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['len', 'write size(x)'],
  ['length', 'write size(x)'],
  ['count', 'write size(x); count(…) is a measure'],
  ['lower', 'write x.lowerAscii()'],
  ['tolower', 'write x.lowerAscii()'],
  ['tolowercase', 'write x.lowerAscii()'],
  ['upper', 'write x.upperAscii()'],
  ['toupper', 'write x.upperAscii()'],
  ['touppercase', 'write x.upperAscii()'],
  ['includes', 'write x.contains(y)'],
  ['match', 'write x.matches("^/api")'],
  ['test', 'write x.matches("^/api")'],
  ['regex', 'write x.matches("^/api")'],
  ['like', 'write x.contains("…")'],
  ['not', 'write !(x)'],
  ['and', 'write x && y'],
  ['or', 'write x || y'],
  ['if', 'write condition ? this : that'],
  ['iif', 'write condition ? this : that'],
  ['coalesce', 'write has(x) ? x : y'],
  ['ifnull', 'write has(x) ? x : y'],
  ['isnull', 'write x == null'],
  ['exists', 'write has(x)'],
  ['defined', 'write has(x)'],
  ['any', 'write list.exists(x, …)'],
  ['some', 'write list.exists(x, …)'],
  ['every', 'write list.all(x, …)'],
  ['float', 'write double(x)'],
  ['number', 'write double(x)'],
  ['str', 'write string(x)'],
  ['duration', 'write milliseconds as a number'],
  ['timestamp', 'write epoch milliseconds as a number'],
  ['now', 'a row knows no clock: compare with another field'],
  ['type', 'write has(x); kinds cannot be asked for'],
  ['substr', 'write x.substring(start, end)'],
  ['slice', 'write x.substring(start, end)'],
  ['ceiling', 'write ceil(x)'],
  ['power', 'write x * x; there are no powers'],
  ['cidr', 'write inNet(ip, "10.0.0.0/8")'],
  ['cidrmatch', 'write inNet(ip, "10.0.0.0/8")'],
  ['incidr', 'write inNet(ip, "10.0.0.0/8")'],
  ['insubnet', 'write inNet(ip, "10.0.0.0/8")'],
  ['innetwork', 'write inNet(ip, "10.0.0.0/8")'],
  ['ip', 'write inNet(ip, "10.0.0.0/8")'],
  ['capture', 'write extract(x, r"from (\\S+)")'],
  ['regexextract', 'write extract(x, r"from (\\S+)")'],
  ['regexp_extract', 'write extract(x, r"from (\\S+)")'],
  ['find', 'write extract(x, r"from (\\S+)")'],
  ['domain', 'write host(url)'],
  ['hostname', 'write host(url)'],
  ['bin', 'write bucket(n, 100)'],
  ['histogram', 'write bucket(n, 100)'],
  ['width_bucket', 'write bucket(n, 100)'],
]);

const MEASURES = /^(?:count|sum|mean|avg|rate|ratio|first|last|distinct|percentile|p\d+)$/;

/** What to write instead of a function that there is not. */
export const functionHint = (name: string, known: Iterable<string>): string | undefined => {
  const foreign = FOREIGN.get(name.toLowerCase());
  if (foreign !== undefined) return foreign;
  if (MEASURES.test(name)) return `${name} is a measure; it belongs in measure:`;
  const near = didYouMean(name, known);
  return near === undefined ? undefined : `did you mean ${near}?`;
};
