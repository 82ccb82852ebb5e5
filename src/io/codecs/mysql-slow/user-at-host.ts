import { indexWithin } from '../bytes/index-within.js';
import { stands } from '../bytes/stands.js';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const SPACE = 0x20;
const AT = Buffer.from(' @ ');
const ID = Buffer.from('Id: ');

/** Where the parts of `jo[jo] @ app1 [192.0.2.7]  Id:     8` are, of each of which there may be nothing. */
export class UserAtHost {
  /** Who has the rights, and who is connected. */
  privFrom = 0;
  privTo = 0;
  userFrom = 0;
  userTo = 0;
  hostFrom = 0;
  hostTo = 0;
  ipFrom = 0;
  ipTo = 0;
  idFrom = 0;
  idTo = 0;

  /** Answers false if `bytes[from, to)` is something else. */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.privFrom = from;
    this.privTo = indexWithin(bytes, OPEN, from, to);
    this.userFrom = this.privTo + 1;
    this.userTo = indexWithin(bytes, CLOSE, this.userFrom, to);
    if (this.userTo >= to || !stands(bytes, AT, this.userTo + 1, to)) return false;
    this.hostFrom = afterSpaces(bytes, this.userTo + AT.length, to);
    this.hostTo = this.hostFrom;
    while (this.hostTo < to && bytes[this.hostTo] !== SPACE && bytes[this.hostTo] !== OPEN) this.hostTo++;
    this.ipFrom = afterSpaces(bytes, this.hostTo, to) + 1;
    if (this.ipFrom > to || bytes[this.ipFrom - 1] !== OPEN) return false;
    this.ipTo = indexWithin(bytes, CLOSE, this.ipFrom, to);
    if (this.ipTo >= to) return false;
    const id = afterSpaces(bytes, this.ipTo + 1, to);
    this.idFrom = stands(bytes, ID, id, to) ? afterSpaces(bytes, id + ID.length, to) : to;
    this.idTo = this.idFrom;
    while (this.idTo < to && isDigit(bytes[this.idTo] as number)) this.idTo++;
    return true;
  }
}

function afterSpaces(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] === SPACE) at++;
  return at;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
