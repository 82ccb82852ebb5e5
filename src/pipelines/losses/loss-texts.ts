import { grouped } from '../../io/text/grouped.js';
import { isoInstant } from '../../io/text/iso-instant.js';
import { printable } from '../../io/text/printable.js';
import type { RejectedReason } from '../../operators/rejected.js';
import type { Balance } from '../balance.js';
import { formatsText, notedFormats } from './formats-text.js';
import { isNoAccident } from './is-no-accident.js';
import type { Loss } from './loss.js';
import { neededText, type SettingWords } from './needed-text.js';
import { shareText } from './share-text.js';

/** Of a line that is shown. */
const WIDTH = 120;
const LONGEST_DETAIL = 300;
const CLOCK = 'If their times are wrong, look at the clock and the zone of who wrote them.';

interface Counted {
  readonly loss: Loss;
  readonly count: number;
  readonly of: number;
}

export interface LossText {
  readonly text: string;
  /** The formats that it says lines are in. */
  readonly formats: readonly string[];
}

/**
 * What to say of the inputs of a balance that were turned away: for each reason whose share is no accident a sentence with
 * the number, an example and what would mend it.
 */
export const lossTexts = (balance: Balance, words: SettingWords): ReadonlyMap<RejectedReason, LossText> => {
  const byReason = new Map<RejectedReason, Counted[]>();
  for (const loss of balance.losses ?? []) {
    const counted = { loss, ...countOf(loss, balance) };
    if (!isNoAccident(counted.count, counted.of)) continue;
    byReason.set(loss.reason, [...(byReason.get(loss.reason) ?? []), counted]);
  }
  const texts = new Map<RejectedReason, LossText>();
  for (const [reason, all] of byReason) {
    // Streams beside each other turn the same rows away: one of them says it for all.
    const [most] = all.toSorted((a, b) => b.count - a.count);
    if (most === undefined) continue;
    const { loss, of } = most;
    texts.set(reason, { text: lossText(most, all, balance, words), formats: notedFormats(loss.formats, of) });
  }
  return texts;
};

const countOf = ({ stream, reason }: Loss, balance: Balance): { count: number; of: number } => {
  if (stream === undefined) {
    const { rows, held, rejected } = balance;
    const all = Object.values(rejected).reduce((sum, n) => sum + n, rows + held);
    return { count: rejected[reason] ?? 0, of: all };
  }
  const found = balance.streams.find(({ name }) => name === stream);
  return { count: found?.rejected[reason] ?? 0, of: found?.rows ?? 0 };
};

const lossText = (
  { loss, count, of }: Counted,
  all: readonly Counted[],
  balance: Balance,
  words: SettingWords,
): string => {
  const { reason, example, needs } = loss;
  const what = loss.stream === undefined && balance.lines !== undefined ? 'lines' : 'rows';
  const number = `${grouped(count)} of ${grouped(of)} ${what} (${shareText(count, of)})`;
  const at = example.time === undefined ? '' : ` The first is of ${isoInstant(example.time, 'UTC')}.`;
  const where = streamsText(all);
  const formats = formatsText(loss, count, of, words);
  switch (reason) {
    case 'late':
      // Before the streams, event time alone turns such away: the first of an input.
      if (loss.stream === undefined)
        return `${number} stand at the beginning, far older than those behind them, and nothing confirmed them.${at} ${CLOCK}`;
      return `${number} came too late${where}: their windows had closed.${at} ${neededText('lateness', needs, count, words, of)}`;
    case 'late: idle':
      return `${number} came too late${where}: during a silence time had gone on without them.${at} ${neededText('idle', needs, count, words)}`;
    case 'future':
      return `${number} are further ahead of the others than may be, and nothing confirmed them.${at} ${[neededText('ahead', needs, count, words), CLOCK].filter((text) => text !== '').join(' ')}`;
    case 'no-time':
      return `${number} have no time that can be read, and were rejected${whyText(loss)}.${firstText(loss)} ${words.time}${formats}`;
    case 'not-a-request':
      return `${number} are no requests, and were rejected${whyText(loss)}.${firstText(loss)}${formats}`;
    case 'oversize':
      return `${number} are longer than a line may be, and were rejected${whyText(loss)}.${firstText(loss)}`;
    case 'malformed':
      return `${number} could not be read, and were rejected${whyText(loss)}.${firstText(loss)}${formats}`;
    case 'expression':
      return `${number} were turned away${where}: an expression fails on them${whyText(loss)}.${at}`;
  }
};

const streamsText = (all: readonly Counted[]): string => {
  const names = all.flatMap(({ loss }) => loss.stream ?? []);
  return names.length === 0 ? '' : ` for ${names.join(', ')}`;
};

const whyText = ({ example: { detail } }: Loss): string =>
  detail === undefined ? '' : `: ${printable(detail, LONGEST_DETAIL).replace(/\.$/, '')}`;

const firstText = ({ example: { raw, offset, partition } }: Loss): string => {
  if (raw === undefined) return '';
  const file = partition === undefined ? '' : ` of ${printable(partition, WIDTH)}`;
  const place = offset === undefined ? '' : ` (byte ${offset}${file})`;
  return ` The first${place}: ${printable(textOf(raw), WIDTH)}`;
};

/** Rejected lines are kept as bytes. */
const textOf = (raw: string): string => Buffer.from(raw, 'latin1').toString('utf8');
