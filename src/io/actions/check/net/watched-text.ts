import { readFileSync, statSync } from 'node:fs';

/** How long a file is believed to be as it was. */
const BELIEVED = 5000;

/** What is made of a small file of the system; made again where it has changed, at the first question 5 s after the last look. */
export class WatchedText<T> {
  readonly #path: string;
  readonly #make: (text: string | undefined) => T;
  readonly #now: () => number;
  #value: T | undefined;
  #stamp: string | undefined;
  #looked = Number.NEGATIVE_INFINITY;

  /** `make` gets undefined where the file is not there or cannot be read. */
  constructor(
    path: string,
    make: (text: string | undefined) => T,
    now: () => number = () => performance.now(),
  ) {
    this.#path = path;
    this.#make = make;
    this.#now = now;
  }

  /** The same object as long as the file is the same. */
  get value(): T {
    const now = this.#now();
    if (this.#value !== undefined && now - this.#looked < BELIEVED) return this.#value;
    this.#looked = now;
    const stamp = stampOf(this.#path);
    if (this.#value === undefined || stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#value = this.#make(textOf(this.#path));
    }
    return this.#value;
  }
}

const stampOf = (path: string): string => {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return '';
  }
};

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
