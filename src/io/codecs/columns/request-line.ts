import { endsSection, OTHER_SECTION, sectionOf } from '../access-log/section-of.js';
import type { Intern } from '../bytes/intern.js';

const SPACE = 0x20;
const SLASH = 0x2f;
const COLON = 0x3a;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
/** Longest method that is taken for one. */
const MAX_METHOD_BYTES = 32;

/**
 * Takes `METHOD target PROTOCOL` apart, as indexes into its bytes. The target is everything between the first and the
 * last space. One that names its site (`https://host:443/path`) is split into site and path; a site alone has the path `/`.
 */
export class RequestLine {
  /** Whether it is a request at all; where it is not, the indexes mean nothing. */
  readable = false;
  methodFrom = 0;
  methodTo = 0;
  /** Equal where no site is named. */
  siteFrom = 0;
  siteTo = 0;
  /** Equal where a site is all there is. */
  pathFrom = 0;
  pathTo = 0;
  protocolFrom = 0;
  protocolTo = 0;

  split(bytes: Buffer, from: number, to: number): void {
    let first = from;
    while (first < to && bytes[first] !== SPACE) first++;
    let last = to - 1;
    while (last > first && bytes[last] !== SPACE) last--;
    this.methodFrom = from;
    this.methodTo = first;
    this.pathFrom = first + 1;
    this.pathTo = last;
    this.protocolFrom = last + 1;
    this.protocolTo = to;
    this.readable = isMethod(bytes, from, first) && this.pathFrom < last && isProtocol(bytes, last + 1, to);
    if (this.readable) this.splitTarget(bytes);
  }

  private splitTarget(bytes: Buffer): void {
    const { pathFrom, pathTo } = this;
    this.siteFrom = this.siteTo = pathFrom;
    let at = pathFrom;
    while (at < pathTo && isLetter(bytes[at] as number)) at++;
    if (at === pathFrom || at + 3 > pathTo) return;
    if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return;
    this.siteFrom = at + 3;
    this.siteTo = this.siteFrom;
    while (this.siteTo < pathTo && !endsSection(bytes[this.siteTo] as number)) this.siteTo++;
    this.pathFrom = this.siteTo;
  }
}

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

function isLetter(byte: number): boolean {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}

/** Letters, `-` and `_`, as in every method that is in use; a `-` alone is none. */
function isMethod(bytes: Buffer, from: number, to: number): boolean {
  if (to <= from || to - from > MAX_METHOD_BYTES || !isLetter(bytes[from] as number)) return false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (!isLetter(byte) && byte !== DASH && byte !== UNDERSCORE) return false;
  }
  return true;
}

/** Letters, a slash and something: `HTTP/1.1`. */
function isProtocol(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to && isLetter(bytes[at] as number)) at++;
  return at > from && at + 1 < to && bytes[at] === SLASH;
}
