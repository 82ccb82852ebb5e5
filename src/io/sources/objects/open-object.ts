import type { Clock } from '../../clock.js';
import type { Codec, Decoded } from '../../codecs/codec.js';
import { joinDecoded } from '../../codecs/line/join-decoded.js';
import { oneLine } from '../../text/one-line.js';
import { type LeftOut, leftOutText } from './left-out.js';
import { ObjectContent } from './object-content.js';
import type { ObjectRef } from './object-ref.js';
import type { SavedObject } from './saved-objects.js';

export interface OpenObjectOptions<T> {
  readonly codec: Codec<T>;
  readonly fields: readonly string[] | 'all';
  readonly clock: Clock;
  readonly readBytes: number;
  /** What an object of that key is called where people read of it. */
  readonly nameOf: (key: string) => string;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** What was decoded of an object, and what to go on with after it; absent: it has been read to its end. */
export interface OfObject<T> {
  readonly decoded: Decoded<T>;
  readonly from: { readonly input: string; readonly start: number; readonly end: number };
  readonly saved?: SavedObject;
}

/** More layers than anybody has packed on purpose. */
const MOST_LAYERS = 3;

/** How often an object is compressed, as its name says: once, unless it says `.gz.gz`. */
const layersOf = (key: string): number =>
  Math.min(MOST_LAYERS, Math.max(1, (/(\.gz)+$/i.exec(key)?.[0].length ?? 0) / 3));

/** An object that is being read. */
export class OpenObject<T> {
  readonly name: string;
  /** Why the rest of it is left out. */
  leftOut: LeftOut | undefined;
  readonly #content: ObjectContent<T>;
  /** Decoded, and not handed over: whether it is the last of it is not known yet. */
  #held: OfObject<T> | undefined;
  #start: number;
  #left = 0;

  /** `from`: the byte that it is given first; `saved`: what to go on with. */
  constructor(
    readonly object: ObjectRef,
    { codec, fields, clock, readBytes, nameOf, warn, signal }: OpenObjectOptions<T>,
    from: number,
    saved?: SavedObject,
  ) {
    const { key, modified } = object;
    const { offset = 0, codec: state } = saved ?? {};
    const written = modified === Infinity ? () => clock.now() : () => modified;
    this.name = nameOf(key);
    this.#start = offset;
    this.#content = new ObjectContent({
      what: oneLine(this.name),
      layers: from > 0 ? 0 : layersOf(key),
      decoder: codec.decoder(fields, { offset, saved: state, written }),
      skip: from > 0 ? 0 : offset,
      ...{ offset, readBytes, warn, signal },
    });
  }

  get lines(): number {
    return this.#content.lines + this.#left;
  }

  /** What these bytes give; the last of it is held back. */
  async *push(bytes: Buffer): AsyncGenerator<OfObject<T>, void, undefined> {
    const { key, bytes: size, etag, modified } = this.object;
    for await (const decoded of this.#content.push(bytes)) {
      const before = this.#held;
      const { offset, isPlain } = this.#content;
      const saved = { key, bytes: size, etag, modified, offset, isPlain, codec: this.#content.save() };
      this.#held = { ...this.#of(decoded, offset), saved };
      if (before !== undefined) yield before;
    }
  }

  /** No more of it comes. */
  leaveOut(why: Exclude<LeftOut, 'cut'>): void {
    this.leftOut = why !== 'archived' && (this.#start > 0 || this.#held !== undefined) ? 'cut' : why;
  }

  /** All of it has come, or will ever: what is left. */
  async end(): Promise<OfObject<T>> {
    const parts = this.#held === undefined ? [] : [this.#held.decoded];
    const start = this.#held?.from.start ?? this.#start;
    if (this.leftOut !== undefined) {
      this.#left++;
      const detail = oneLine(leftOutText(this.name, this.leftOut));
      parts.push({ rows: [], rejected: [{ reason: 'malformed', detail }] });
    } else for await (const decoded of this.#content.end()) parts.push(decoded);
    this.#held = undefined;
    this.close();
    return this.#of(joinDecoded(parts), this.#content.offset, start);
  }

  close(): void {
    this.#content.close();
  }

  #of(decoded: Decoded<T>, end: number, start = this.#start): OfObject<T> {
    this.#start = end;
    const { rejected } = decoded;
    const named = rejected.map((one) => ({ ...one, partition: this.name }));
    return { decoded: { ...decoded, rejected: named }, from: { input: this.name, start, end } };
  }
}
