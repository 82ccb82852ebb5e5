import { createHash } from 'node:crypto';
import type { Composed, Delivery, Emitted } from '../sink.js';
import type { ObjectFormat, ObjectPiece } from './object-format.js';
import type { OpenObject, S3Body, S3Memory } from './object-memory.js';
import { type ObjectPlaces, objectPlace, rowTime, streamPlace } from './object-place.js';

export interface ObjectComposerOptions {
  /** Ends with `/`, or is empty. */
  readonly prefix: string;
  readonly format: ObjectFormat;
  readonly places: ObjectPlaces;
  /** Bytes of one object, at most; a longer piece has one of its own. */
  readonly size: number;
  /** Milliseconds of event time after which an object is closed. */
  readonly every: number;
  /** Of a sink that remembers none. */
  readonly id: string;
}

/** Objects that are open at once: each commit adds a piece to all of them that it has rows for. */
const MOST_OPEN = 64;
/** Bytes that are held back in all of them, at least; or those of four full ones. */
const MOST_HELD = 256 * 1024 * 1024;

/** Decides in which object each row will stand, and makes its bytes. Lives for one commit. */
export class ObjectComposer {
  readonly #deliveries: Delivery[] = [];
  readonly #kept = new Map<string, Uint8Array>();
  readonly #open: Map<string, OpenObject>;
  readonly #layouts: Map<string, unknown>;
  readonly #id: string;
  #next: number;

  constructor(
    private readonly options: ObjectComposerOptions,
    memory: S3Memory | undefined,
    private readonly watermark: number,
  ) {
    this.#id = memory?.id ?? options.id;
    this.#next = memory?.next ?? 1;
    this.#open = new Map((memory?.open ?? []).map((one) => [one.place, one]));
    this.#layouts = new Map(Object.entries(memory?.layouts ?? {}));
  }

  add(rows: readonly Emitted[]): void {
    const { places } = this.options;
    const byPlace = new Map<string, Emitted[]>();
    for (const row of rows) {
      const place = objectPlace(row, places);
      const there = byPlace.get(place);
      if (there === undefined) byPlace.set(place, [row]);
      else there.push(row);
    }
    for (const [place, there] of byPlace) this.#addTo(place, there);
  }

  end(): Composed {
    const { every } = this.options;
    for (const begun of this.#open.values()) {
      // Nothing is known of its age before there is a watermark.
      const since = begun.since === Number.NEGATIVE_INFINITY ? this.watermark : begun.since;
      const one = since === begun.since ? begun : { ...begun, since };
      if (
        (since > Number.NEGATIVE_INFINITY && this.watermark >= since + every) ||
        this.watermark === Number.POSITIVE_INFINITY
      )
        this.#close(one);
      else this.#open.set(one.place, one);
    }
    this.#closeTooMuch();
    const saved: S3Memory = {
      id: this.#id,
      next: this.#next,
      open: [...this.#open.values()],
      layouts: Object.fromEntries(this.#layouts),
    };
    return { deliveries: this.#deliveries, saved, kept: this.#kept };
  }

  #addTo(place: string, rows: readonly Emitted[]): void {
    const { format, size } = this.options;
    const [first] = rows;
    if (first === undefined) return;
    const stream = streamPlace(first.pipeline, first.stream);
    const layout = this.#fit(stream, rows);
    for (const piece of format.encode(rows, layout)) {
      const open = this.#open.get(place);
      if (open !== undefined && open.bytes + piece.bytes.length > size) this.#close(open);
      const to = this.#open.get(place) ?? this.#begin(place, stream, rowTime(first.row));
      this.#open.set(place, this.#append(to, piece));
    }
  }

  /** Objects that were begun with another layout go on with none of these rows. */
  #fit(stream: string, rows: readonly Emitted[]): unknown {
    const before = this.#layouts.get(stream);
    const layout = this.options.format.fit(rows, before);
    if (layout === before) return layout;
    for (const one of this.#open.values()) if (one.stream === stream) this.#close(one);
    this.#layouts.set(stream, layout);
    return layout;
  }

  #begin(place: string, stream: string, from: number | undefined): OpenObject {
    const { format } = this.options;
    const number = this.#next++;
    const { watermark: since } = this;
    const begun: OpenObject = { place, stream, number, from, since, rows: 0, bytes: 0, pieces: 0, hash: '' };
    const head = format.head?.(this.#layouts.get(stream));
    return head === undefined ? begun : this.#append(begun, { rows: 0, bytes: head });
  }

  #append(to: OpenObject, { rows, bytes, index }: ObjectPiece): OpenObject {
    this.#kept.set(dataKey(to.number, to.pieces), bytes);
    const hash = createHash('sha256').update(to.hash).update(bytes);
    if (index !== undefined) {
      this.#kept.set(indexKey(to.number, to.pieces), index);
      hash.update(index);
    }
    return {
      ...to,
      rows: to.rows + rows,
      bytes: to.bytes + bytes.length,
      pieces: to.pieces + 1,
      hash: hash.digest('hex'),
    };
  }

  #close(one: OpenObject): void {
    const { prefix, format } = this.options;
    this.#open.delete(one.place);
    const key = `${prefix}${one.place}${this.#nameOf(one)}.${format.ending}`;
    const numbers = Array.from({ length: one.pieces }, (_, i) => i);
    const data = numbers.map((i) => dataKey(one.number, i));
    const indexes = format.tail === undefined ? [] : numbers.flatMap((i) => this.#indexOf(one, i));
    const layout = this.#layouts.get(one.stream);
    const body: S3Body = { key, layout, bytes: one.bytes, data, indexes };
    this.#deliveries.push({ id: key, body, rows: one.rows, pieces: [...data, ...indexes] });
  }

  #indexOf({ number }: OpenObject, i: number): readonly string[] {
    // The head has none.
    return i === 0 && this.options.format.head !== undefined ? [] : [indexKey(number, i)];
  }

  /** Ordered by time where they are listed; the hash is of what is in it, so that one key never stands for two contents. */
  #nameOf({ from, number, hash }: OpenObject): string {
    const time = from === undefined ? Number.NaN : new Date(from).getTime();
    const stamp = Number.isNaN(time) ? 'no-time' : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
    return `${stamp}-${this.#id}-${String(number).padStart(6, '0')}-${hash.slice(0, 8)}`;
  }

  #closeTooMuch(): void {
    const most = Math.max(MOST_HELD, 4 * this.options.size);
    let held = 0;
    for (const { bytes } of this.#open.values()) held += bytes;
    for (const one of [...this.#open.values()]) {
      if (this.#open.size <= MOST_OPEN && held <= most) return;
      held -= one.bytes;
      this.#close(one);
    }
  }
}

const dataKey = (number: number, piece: number): string => `${number}/${piece}`;

const indexKey = (number: number, piece: number): string => `${number}/${piece}i`;
