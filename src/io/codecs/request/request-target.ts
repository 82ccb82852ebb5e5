import { endsSection } from './section-of.js';

const SLASH = 0x2f;
const COLON = 0x3a;

/**
 * Takes the target of a request apart, as indexes into its bytes: one that names its site (`https://host:443/path`) is
 * split into site and path.
 */
export class RequestTarget {
  /** Equal where no site is named. */
  siteFrom = 0;
  siteTo = 0;
  /** Equal where a site is all there is. */
  pathFrom = 0;
  pathTo = 0;

  split(bytes: Buffer, from: number, to: number): void {
    this.siteFrom = this.siteTo = this.pathFrom = from;
    this.pathTo = to;
    let at = from;
    while (at < to && isLetter(bytes[at] as number)) at++;
    if (at === from || at + 3 > to) return;
    if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return;
    this.siteFrom = at + 3;
    this.siteTo = this.siteFrom;
    while (this.siteTo < to && !endsSection(bytes[this.siteTo] as number)) this.siteTo++;
    this.pathFrom = this.siteTo;
  }
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}
