import { WantedNames } from '../fields/wanted-names.js';
import { TIME_FIELDS } from '../time/time-fields.js';
import { timeReader } from '../time/time-format.js';
import { LogfmtParser } from './logfmt-parser.js';

const BEGINS_WITH_PAIR = /^[A-Za-z_@][\w.@/-]{0,63}=/;

/** Whether a line certainly is logfmt: it begins with a pair, has another, and one of them is a time. */
export function isLogfmt(line: string): boolean {
  if (!BEGINS_WITH_PAIR.test(line)) return false;
  const parser = new LogfmtParser(new WantedNames([]), { timeFields: TIME_FIELDS, readTime: timeReader() });
  const bytes = Buffer.from(line, 'utf8');
  return parser.parse(bytes, 0, bytes.length) !== undefined && parser.pairs > 1;
}
