import { guessedEpochMs } from '../time/epoch-time.js';
import type { LocalClock } from '../time/local-clock.js';
import { textTime } from '../time/text-time.js';

/** What may come before a time: syslog's priority and version, white space, a bracket. */
const BEFORE = String.raw`(?:<\d{1,3}>(?:1 )?)?\s{0,8}[[(]?`;
const ISO = new RegExp(
  String.raw`^${BEFORE}(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z\b|[+-]\d\d:?\d\d\b))?)`,
);
const CLF_TIME = String.raw`\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [+-]\d{4})?`;
const CLF = new RegExp(`^${BEFORE}(${CLF_TIME})`);
/** In brackets it may follow names, as in the logs of HAProxy. */
const BRACKETED = new RegExp(String.raw`^[^[{"]{1,120}\[(${CLF_TIME})\]`);
const ASCTIME = new RegExp(
  String.raw`^${BEFORE}([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\b`,
);
const EPOCH = new RegExp(String.raw`^${BEFORE}(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19})(?![\w.])`);
const NOTATIONS = [ISO, CLF, ASCTIME, BRACKETED];

const LATEST = Date.UTC(2100);

/** As far as a time is looked for. */
const HEAD_CHARACTERS = 256;

/**
 * The time with which a line begins, in epoch milliseconds: ISO 8601, `10/Oct/2000:13:55:36 -0700` (in brackets also
 * after some names), `Sun Dec 04 04:47:44 2005`, or 10, 13, 16 or 19 digits as epoch. NaN if it begins with none.
 */
export function startTime(line: string, clock: LocalClock): number {
  const head = line.slice(0, HEAD_CHARACTERS);
  for (const notation of NOTATIONS) {
    const text = notation.exec(head)?.[1];
    if (text === undefined) continue;
    const time = textTime(text, clock);
    if (!Number.isNaN(time)) return time;
  }
  const digits = EPOCH.exec(head)?.[1];
  const epoch = digits === undefined ? Number.NaN : guessedEpochMs(Number(digits));
  // A number of as many digits may be an id.
  return epoch < LATEST ? epoch : Number.NaN;
}
