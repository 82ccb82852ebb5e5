import type { LocalOffsets, WindowGrid } from '../operator.js';

/**
 * Slides that begin at a local time: whole days, of 23 and 25 hours where the local clock was changed. A slide begins at the
 * first instant at which local time has come as far; one that was skipped whole is none.
 */
export class LocalSlides {
  readonly perWindow: number;
  readonly #every: number;
  readonly #alignTo: number;
  readonly #offsets: LocalOffsets;
  /** The slide that was asked for last: rows that follow each other are mostly of one. */
  #start = Number.NaN;
  #end = Number.NaN;

  constructor({ size, every, alignTo }: WindowGrid, offsets: LocalOffsets) {
    this.perWindow = size / every;
    this.#every = every;
    this.#alignTo = alignTo;
    this.#offsets = offsets;
  }

  startOf(time: number): number {
    if (!Number.isFinite(time)) return time;
    if (!(time >= this.#start && time < this.#end)) {
      const slide = this.#slideAt(time);
      this.#start = this.#boundary(slide);
      this.#end = this.#boundary(this.#after(slide));
    }
    return this.#start;
  }

  on(start: number, slides: number): number {
    if (!Number.isFinite(start)) return start;
    if (slides === 1 && start === this.#start) return this.#end;
    let slide = this.#slideAt(start);
    for (let n = slides; n > 0; n--) slide = this.#after(slide);
    for (let n = slides; n < 0; n++) slide = this.#beforeThat(slide);
    return this.#boundary(slide);
  }

  between(from: number, until: number): number {
    return this.#slideAt(until) - this.#slideAt(from);
  }

  /** Number of the slide that holds an instant. */
  #slideAt(time: number): number {
    const offset = this.#offsets[this.#segmentAt(time)]?.[1] ?? 0;
    let slide = Math.floor((time + offset - this.#alignTo) / this.#every);
    // Local time may have come to the next boundary, and gone back over it.
    while (this.#boundary(slide + 1) <= time) slide++;
    return slide;
  }

  #after(slide: number): number {
    let next = slide + 1;
    while (this.#boundary(next) === this.#boundary(slide)) next++;
    return next;
  }

  #beforeThat(slide: number): number {
    let before = slide - 1;
    // Of slides that begin at one instant the last is the one that is there.
    while (this.#boundary(before) === this.#boundary(before + 1)) before--;
    return before;
  }

  /** The first instant at which local time has come to the start of a slide. */
  #boundary(slide: number): number {
    const local = slide * this.#every + this.#alignTo;
    const offsets = this.#offsets;
    // No zone is further than a day from UTC.
    for (let i = this.#segmentAt(local - 2 * DAY_MS); ; i++) {
      const [from, offset] = offsets[i] ?? [-Infinity, 0];
      const time = Math.max(from, local - offset);
      if (time < (offsets[i + 1]?.[0] ?? Infinity)) return time;
    }
  }

  /** Index of the offset that holds at an instant. */
  #segmentAt(time: number): number {
    let low = 0;
    let high = this.#offsets.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#offsets[middle]?.[0] ?? Infinity) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const DAY_MS = 86_400_000;
