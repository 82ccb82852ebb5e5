/** As many values are kept as they are. */
export const EXACT_VALUES = 64;
/** As many octaves of magnitudes are kept, negative ones counted apart. */
export const MAX_PAGES = 64;

const BUCKETS = 64;

/**
 * The distribution of a field's values, for percentiles. The first 64 values are kept as they are; more are counted in
 * buckets, 64 of equal width in every octave (a power of two and the numbers up to the next), taken from the leading
 * bits of the double: no logarithm, so the same on every machine. The middle of a bucket is within 1/128 (0.8 %) of
 * every value in it. What it holds depends on the values alone, not on their order nor on what was merged with what.
 *
 * Its size is bounded: where values lie in more than 64 octaves (19 powers of ten), those nearest to 0 count as 0;
 * they are less than 2^-31 (with values of one sign: 2^-63) of the greatest. So do values nearer to 0 than 2.3e-308.
 */
export interface Sketch {
  n: number;
  min: number;
  max: number;
  /** All values, in any order, while there are at most `EXACT_VALUES`; empty afterwards. */
  values: number[];
  zeros: number;
  /** Counts by octave: the exponent bits of the double, negated for negative values. */
  readonly pages: Map<number, number[]>;
  /** Octaves up to this one count as 0. */
  floor: number;
}

export const newSketch = (): Sketch => ({
  n: 0,
  min: Infinity,
  max: -Infinity,
  values: [],
  zeros: 0,
  pages: new Map(),
  floor: 0,
});

/** Written before every look, so nothing is shared between runs. */
const buffer = /* @__PURE__ */ new ArrayBuffer(8);
const double = /* @__PURE__ */ new Float64Array(buffer);
const words = /* @__PURE__ */ new Int32Array(buffer);
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;

/** Adds a finite number. */
export function addToSketch(sketch: Sketch, value: number): void {
  const n = ++sketch.n;
  if (value < sketch.min) sketch.min = value;
  if (value > sketch.max) sketch.max = value;
  if (n > EXACT_VALUES) {
    if (n === EXACT_VALUES + 1) spill(sketch);
    addToBucket(sketch, value);
  } else sketch.values.push(value);
}

/** From single values to buckets. */
function spill(sketch: Sketch): void {
  for (const value of sketch.values) addToBucket(sketch, value);
  sketch.values = [];
}

function addToBucket(sketch: Sketch, value: number): void {
  double[0] = value;
  const high = words[HIGH] as number;
  const exponent = (high >>> 20) & 0x7ff;
  if (exponent <= sketch.floor) {
    sketch.zeros++;
    return;
  }
  const octave = high < 0 ? -exponent : exponent;
  const page = sketch.pages.get(octave) ?? newPage(sketch, octave);
  const bucket = (high >>> 14) & (BUCKETS - 1);
  page[bucket] = (page[bucket] as number) + 1;
}

/** A page of zeros. Where that is one too many, the pages nearest to 0 are given up; it may be among them. */
function newPage(sketch: Sketch, octave: number): number[] {
  const page = new Array<number>(BUCKETS).fill(0);
  sketch.pages.set(octave, page);
  if (sketch.pages.size <= MAX_PAGES) return page;
  const least = Math.min(...Array.from(sketch.pages.keys(), Math.abs));
  sketch.floor = least;
  const kept = Math.abs(octave) > least;
  for (const lost of [least, -least]) {
    for (const count of sketch.pages.get(lost) ?? []) sketch.zeros += count;
    sketch.pages.delete(lost);
  }
  if (kept) return page;
  // The value that asked for the page is counted in it: into the zeros it goes.
  sketch.zeros++;
  return page;
}

/** Adds the values behind `from`. */
export function mergeSketches(into: Sketch, from: Sketch): void {
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  const before = into.n;
  into.n += from.n;
  if (into.n <= EXACT_VALUES) {
    into.values.push(...from.values);
    return;
  }
  if (before <= EXACT_VALUES) spill(into);
  for (const value of from.values) addToBucket(into, value);
  mergeBuckets(into, from);
}

function mergeBuckets(into: Sketch, from: Sketch): void {
  into.zeros += from.zeros;
  if (from.floor > into.floor) giveUp(into, from.floor);
  for (const [octave, counts] of from.pages) {
    const page = into.pages.get(octave);
    if (page === undefined) into.pages.set(octave, counts.slice());
    else for (let i = 0; i < BUCKETS; i++) page[i] = (page[i] as number) + (counts[i] as number);
  }
  giveUp(into, into.floor);
  while (into.pages.size > MAX_PAGES) {
    giveUp(into, Math.min(...Array.from(into.pages.keys(), Math.abs)));
  }
}

/** Counts all octaves up to this one as 0. */
function giveUp(sketch: Sketch, floor: number): void {
  sketch.floor = floor;
  if (floor === 0) return;
  for (const [octave, counts] of sketch.pages) {
    if (Math.abs(octave) > floor) continue;
    for (const count of counts) sketch.zeros += count;
    sketch.pages.delete(octave);
  }
}

/** The value of this rank, counted from 1 for the least: exact, or the middle of its bucket. */
export function valueAtRank(sketch: Sketch, rank: number): number {
  if (sketch.n <= EXACT_VALUES) return sketch.values.toSorted((a, b) => a - b)[rank - 1] ?? 0;
  const octaves = [...sketch.pages.keys()].sort((a, b) => a - b);
  const negative = octaves.findIndex((octave) => octave > 0);
  const below = negative === -1 ? octaves.length : negative;
  let left = rank;
  for (let i = 0; i < octaves.length; i++) {
    if (i === below && left <= sketch.zeros) return 0;
    if (i === below) left -= sketch.zeros;
    const octave = octaves[i] as number;
    const page = sketch.pages.get(octave) as number[];
    for (let step = 0; step < BUCKETS; step++) {
      const bucket = octave < 0 ? BUCKETS - 1 - step : step;
      left -= page[bucket] as number;
      if (left <= 0) return Math.min(sketch.max, Math.max(sketch.min, middleOf(octave, bucket)));
    }
  }
  return 0;
}

function middleOf(octave: number, bucket: number): number {
  words[1 - HIGH] = 0;
  // Half a bucket further than its lower edge.
  words[HIGH] = (Math.abs(octave) << 20) | (bucket << 14) | (1 << 13);
  const middle = double[0] as number;
  return octave < 0 ? -middle : middle;
}
