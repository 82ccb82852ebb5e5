const COLON = 0x3a;
const SPACE = 0x20;
const UNDERSCORE = 0x5f;

/**
 * Walks over the `Name: value` pairs of a line, of which a value may be missing: `Schema:   QC_hit: No`. A name is letters, what
 * stands before it does not matter.
 */
export class NamedValues {
  nameFrom = 0;
  nameTo = 0;
  from = 0;
  to = 0;
  #at = 0;
  #end = 0;

  begin(from: number, to: number): void {
    this.#at = from;
    this.#end = to;
  }

  /** Whether there is another; it is then told where its name and its value are. */
  next(bytes: Buffer): boolean {
    const end = this.#end;
    let at = this.#at;
    while (at < end) {
      const name = at;
      while (at < end && isOfName(bytes[at] as number)) at++;
      const nameTo = at;
      if (name === nameTo || at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== SPACE) {
        if (name === nameTo) at++;
        continue;
      }
      at++;
      while (at < end && bytes[at] === SPACE) at++;
      const value = at;
      if (value === end) break;
      if (isNameAt(bytes, value, end)) continue;
      while (at < end && bytes[at] !== SPACE) at++;
      this.nameFrom = name;
      this.nameTo = nameTo;
      this.from = value;
      this.to = at;
      this.#at = at;
      return true;
    }
    return false;
  }
}

/** Whether the next name stands here, and no value. */
function isNameAt(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to && isOfName(bytes[at] as number)) at++;
  return at > from && at < to && bytes[at] === COLON && (at + 1 === to || bytes[at + 1] === SPACE);
}

const isOfName = (byte: number): boolean => {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === UNDERSCORE;
};
