import type { Intern } from '../bytes/intern.js';
import { endsSection, OTHER_SECTION, sectionOf } from './section-of.js';

const SLASH = 0x2f;

/** `sectionOf` the path in `bytes[from, to)`. */
export function sectionAt(bytes: Buffer, from: number, to: number, intern: Intern): string {
  if (from === to) return OTHER_SECTION;
  if (bytes[from] !== SLASH) {
    // A short piece of a long string keeps the whole of it alive unless it is copied.
    const section = sectionOf(bytes.toString('utf8', from, to));
    return Buffer.from(section, 'utf8').toString('utf8');
  }
  let end = from + 1;
  while (end < to && !endsSection(bytes[end] as number)) end++;
  return intern.get(bytes, from, end);
}
