import type { KnownKey } from '../../io/sources/journaled/key-memory.js';
import { DIGEST_BYTES, timeOfDigest } from './result-digest.js';

/** Keys that are noted one by one, at most. */
const MOST = 10_000;
/** A result whose time is so far after its coming is one of a wrong clock. */
const AHEAD = 86_400_000;

const NEWEST = '~newest';
const SAME = '~same:';
const WILD = '~ahead:';

/**
 * What is still known of results that were forgotten for their number alone: the newest of their times. One that is not known
 * and older than that may have come before. Of those with just that time, and those of a clock that is far ahead (or
 * everybody else's results would be too old), the keys are noted, as long as there are few.
 */
export class ForgottenResults {
  #newest = -Infinity;
  /** By then each of them would have been forgotten for its age. */
  #until = -Infinity;
  #isAny = false;
  readonly #same = new Set<string>();
  readonly #wild = new Set<string>();

  get isEmpty(): boolean {
    return this.#until === -Infinity;
  }

  /** `time`: of the result; `until`: when it would have been forgotten for its age, which does not decrease. */
  add(key: string, time: number, arrival: number, until: number): void {
    this.#until = until;
    if (time > arrival + AHEAD && this.#wild.size < MOST) {
      this.#wild.add(key);
      return;
    }
    if (time > this.#newest) {
      this.#newest = time;
      this.#isAny = false;
      this.#same.clear();
    }
    if (time < this.#newest) return;
    if (this.#same.size < MOST) this.#same.add(key);
    else this.#isAny = true;
  }

  /** The time before which a result that is not known may be one of them; undefined where this one is none of them. */
  mayHave(key: string, time: number, now: number): number | undefined {
    if (now >= this.#until) return undefined;
    const isSame = time === this.#newest && (this.#isAny || this.#same.has(key));
    return time < this.#newest || isSame || this.#wild.has(key) ? this.#newest : undefined;
  }

  /** All of it, as keys that no result has. */
  *records(): Generator<readonly [key: string, known: KnownKey]> {
    if (this.isEmpty) return;
    const digest = Buffer.alloc(DIGEST_BYTES);
    digest.writeDoubleLE(this.#newest, 0);
    digest.writeUInt8(this.#isAny ? 1 : 0, 8);
    const known = { sequence: 0, time: this.#until, digest: digest.toString('latin1') };
    yield [NEWEST, known];
    for (const key of [...this.#same]) yield [SAME + key, known];
    for (const key of [...this.#wild]) yield [WILD + key, known];
  }

  /** Whether it was one of `records`, and is taken up. */
  restore(key: string, { time, digest }: KnownKey): boolean {
    if (!key.startsWith('~')) return false;
    if (key === NEWEST) {
      this.#until = time;
      this.#newest = timeOfDigest(digest);
      this.#isAny = digest.charCodeAt(8) === 1;
    } else if (key.startsWith(SAME)) this.#same.add(key.slice(SAME.length));
    else if (key.startsWith(WILD)) this.#wild.add(key.slice(WILD.length));
    return true;
  }
}
