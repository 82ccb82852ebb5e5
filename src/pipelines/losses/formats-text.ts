import { grouped } from '../../io/text/grouped.js';
import { isNoAccident } from './is-no-accident.js';
import type { Loss } from './loss.js';
import type { LossFormats } from './loss-formats.js';
import type { SettingWords } from './needed-text.js';
import { shareText } from './share-text.js';
import { whatFits } from './what-fits.js';

/** From this share of the whole input on that is its format. */
const NEARLY_ALL = 0.95;
const MOST_NAMED = 5;
/** Formats whose lines `auto` knows as those of another. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  json: 'jsonl',
  tomcat: 'access-log',
  jetty: 'access-log',
};

/** The formats that more than an accident of all lines is in. */
export const notedFormats = (formats: LossFormats | undefined, of: number): readonly string[] =>
  Object.entries(formats?.lines ?? {}).flatMap(([name, n]) => (isNoAccident(n, of) ? [name] : []));

/** What rejected lines are as `auto` knows them, and what would mend it; empty where that says nothing new. */
export const formatsText = (
  { reason, example, formats }: Loss,
  count: number,
  of: number,
  words: SettingWords,
): string => {
  if (formats === undefined) return '';
  const { lines, unknown, readAs } = formats;
  const known = readAs.map((name) => KNOWN_AS[name] ?? name);
  const found = Object.entries(lines).sort(([, a], [, b]) => b - a);
  const [[first] = ['']] = found;
  const isOne = found.length === 1 && unknown === 0;
  const shares = isOne || found.length === 0 ? '' : ` Of these ${sharesText(found, formats, count)}`;
  // More than that auto has said itself.
  if (readAs.includes('auto')) return shares === '' ? '' : `${shares}.`;
  if (found.length === 0) return reason === 'malformed' ? ' – auto does not know that format either.' : '';
  if (isOne && known.includes(first)) return reason === 'malformed' ? whatFits(example, first) : '';
  // A date says nothing of what the lines are, and whoever wants no lines is not helped by them.
  const others = found.filter(([name]) => name !== 'lines' && !known.includes(name));
  const [other] = others;
  if (other === undefined) return shares === '' ? '' : `${shares}.`;
  const said = isOne ? ` – auto takes that for ${first}` : shares;
  return `${said}: ${adviceText(other, others, formats, of, words)}`;
};

const sharesText = (
  found: readonly (readonly [string, number])[],
  { looked, unknown }: LossFormats,
  count: number,
): string => {
  const isSample = looked < count;
  const share = (n: number): string =>
    `${isSample ? 'about ' : ''}${grouped(Math.min(n, count))} (${shareText(n, count)})`;
  const named = found.slice(0, MOST_NAMED).map(([name, n]) => `${share(n)} are ${nameOf(name)}`);
  if (unknown > 0) named.push(`${share(unknown)} are in no format that is known`);
  return `${named.join(', ')}${isSample ? `, judged by ${grouped(looked)}` : ''}`;
};

const nameOf = (name: string): string => (name === 'lines' ? 'text behind a date' : name);

const adviceText = (
  [name, n]: readonly [string, number],
  others: readonly (readonly [string, number])[],
  { requests }: LossFormats,
  of: number,
  words: SettingWords,
): string => {
  if (n >= NEARLY_ALL * of) return words.format(name);
  const areRequests = others.some(([other]) => requests.includes(other));
  return areRequests
    ? `to have the requests among them read too, each in its own format, ${words.format('auto')}`
    : 'another program writes to the same input. Give it a file of its own, or leave them rejected.';
};
