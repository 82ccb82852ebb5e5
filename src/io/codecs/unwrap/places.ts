/** Lines of which it is known where they begin: a decoder does not hold more. */
const MOST = 1024;

export interface SavedPlaces {
  readonly given: number;
  readonly read: number;
  /** Of the last lines by how much what was given is behind what was read, and from where on in what was given: where that changes. */
  readonly lines: readonly (readonly [given: number, read: number])[];
}

/** Where in an input lines begin that are given to somebody else in another encoding. */
export class Places {
  #given: number;
  #read: number;
  #lines: (readonly [given: number, read: number])[];

  constructor(begin: SavedPlaces) {
    this.#given = begin.given;
    this.#read = begin.read;
    this.#lines = [...begin.lines];
  }

  /** A line of so many bytes has been read, and as many given. */
  move(read: number, given: number): void {
    this.#lines.push([this.#given, this.#read]);
    if (this.#lines.length >= 2 * MOST) this.#lines = this.#lines.slice(-MOST);
    this.#given += given;
    this.#read += read;
  }

  /** Where the line was read that was given at this place. */
  readonly of = (given: number): number => {
    const line = this.#lines.findLast(([at]) => at <= given) ?? this.#lines[0];
    return line === undefined ? this.#read : line[1];
  };

  /** Where what is given next begins. */
  get given(): number {
    return this.#given;
  }

  save(): SavedPlaces {
    return { given: this.#given, read: this.#read, lines: this.#lines.slice(-MOST) };
  }
}
