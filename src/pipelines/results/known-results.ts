import { randomInt } from 'node:crypto';
import type { Accepted } from '../../io/sources/journaled/answers.js';
import type { KeyMemory, KnownKey } from '../../io/sources/journaled/key-memory.js';
import { ForgottenResults } from './forgotten-results.js';
import { DIGEST_BYTES, timeOfDigest } from './result-digest.js';
import { KEY_BYTES } from './result-entry.js';

/** What it is answered with that may have come before and was forgotten; `newest`: epoch milliseconds. */
export type TooOld = (newest: number) => Accepted;

/**
 * Results by which others are known to have come already: so many at most, in memory of its own, 64 bytes each, whose places
 * are used in turn; an index leads from a key to its place. All of it is taken from the system only as it is used.
 */
export class KnownResults implements KeyMemory {
  readonly #keys: Buffer;
  readonly #digests: Buffer;
  readonly #arrivals: Float64Array;
  readonly #sequences: Float64Array;
  /** Places, plus one, where their keys hash to or soon after; 0: none. */
  readonly #index: Int32Array;
  readonly #mask: number;
  /** Whoever sends results must not foresee where they hash to. */
  readonly #seed = randomInt(2 ** 32);
  readonly #probe = Buffer.alloc(KEY_BYTES);
  readonly #forgotten = new ForgottenResults();
  /** Of the oldest, counted from the first that there was; its place is that modulo `most`. */
  #first = 0;
  #size = 0;

  /** `keep`: milliseconds after its coming for which a result is known. */
  constructor(
    private readonly keep: number,
    private readonly most: number,
    private readonly tooOld: TooOld,
  ) {
    this.#keys = Buffer.alloc(most * KEY_BYTES);
    this.#digests = Buffer.alloc(most * DIGEST_BYTES);
    this.#arrivals = new Float64Array(most);
    this.#sequences = new Float64Array(most);
    const slots = 2 ** Math.ceil(Math.log2(2 * most + 2));
    this.#index = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  find(key: string, time: number): KnownKey | undefined {
    const place = this.#placeOf(key);
    if (place === undefined || time - this.#arrival(place) >= this.keep) return undefined;
    return this.#known(place);
  }

  add(key: string, known: KnownKey): void {
    if (this.#forgotten.restore(key, known)) return;
    const { sequence, time, digest } = known;
    while (this.#size > 0 && time - this.#arrival(this.#first % this.most) >= this.keep) this.#drop();
    const before = this.#placeOf(key);
    if (before === undefined && this.#size === this.most) this.#forget();
    const place = before ?? (this.#first + this.#size) % this.most;
    this.#digests.write(digest, place * DIGEST_BYTES, 'latin1');
    this.#sequences[place] = sequence;
    this.#arrivals[place] = time;
    if (before !== undefined) return;
    this.#probe.copy(this.#keys, place * KEY_BYTES);
    this.#size++;
    let slot = this.#slotOf(this.#probe, 0);
    while (this.#index[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#index[slot] = place + 1;
  }

  *upTo(sequence: number, time: number): Generator<readonly [key: string, known: KnownKey]> {
    yield* this.#forgotten.records();
    const end = this.#first + this.#size;
    for (let at = this.#first; at < end; at++) {
      // What has been forgotten meanwhile is among the others by now, and they were written: it is too old all the same.
      if (at < this.#first) continue;
      const place = at % this.most;
      const known = this.#known(place);
      if (known.sequence > sequence) return;
      if (time - known.time < this.keep) yield [this.#keyAt(place), known];
    }
  }

  objection(key: string, digest: string, time: number): Accepted | undefined {
    if (this.#forgotten.isEmpty) return undefined;
    const newest = this.#forgotten.mayHave(key, timeOfDigest(digest), time);
    return newest === undefined ? undefined : this.tooOld(newest);
  }

  /** The oldest, though it is not old. */
  #forget(): void {
    const place = this.#first % this.most;
    const { time, digest } = this.#known(place);
    this.#forgotten.add(this.#keyAt(place), timeOfDigest(digest), time, time + this.keep);
    this.#drop();
  }

  #drop(): void {
    const place = this.#first % this.most;
    let hole = this.#slotOf(this.#keys, place * KEY_BYTES);
    while (this.#index[hole] !== place + 1) hole = (hole + 1) & this.#mask;
    // Those behind it that would not be found over a hole move up into it.
    for (let slot = (hole + 1) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const other = this.#index[slot] ?? 0;
      if (other === 0) break;
      const home = this.#slotOf(this.#keys, (other - 1) * KEY_BYTES);
      if (((slot - home) & this.#mask) >= ((slot - hole) & this.#mask)) {
        this.#index[hole] = other;
        hole = slot;
      }
    }
    this.#index[hole] = 0;
    this.#first++;
    this.#size--;
  }

  /** Leaves the bytes of the key in `#probe`. */
  #placeOf(key: string): number | undefined {
    this.#probe.write(key, 'base64url');
    for (let slot = this.#slotOf(this.#probe, 0); ; slot = (slot + 1) & this.#mask) {
      const found = this.#index[slot] ?? 0;
      if (found === 0) return undefined;
      const at = (found - 1) * KEY_BYTES;
      if (this.#keys.compare(this.#probe, 0, KEY_BYTES, at, at + KEY_BYTES) === 0) return found - 1;
    }
  }

  #slotOf(bytes: Buffer, at: number): number {
    let mixed = Math.imul(bytes.readInt32LE(at) ^ this.#seed, 0x9e3779b1);
    mixed = Math.imul((mixed ^ (mixed >>> 15)) + bytes.readInt32LE(at + 4), 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) & this.#mask;
  }

  #arrival(place: number): number {
    return this.#arrivals[place] ?? Number.NaN;
  }

  #keyAt(place: number): string {
    return this.#keys.toString('base64url', place * KEY_BYTES, (place + 1) * KEY_BYTES);
  }

  #known(place: number): KnownKey {
    return {
      sequence: this.#sequences[place] ?? Number.NaN,
      time: this.#arrival(place),
      digest: this.#digests.toString('latin1', place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES),
    };
  }
}
