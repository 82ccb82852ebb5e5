/** A request, in what all formats can say: whole seconds, and durations of whole microseconds. */
export interface RequestRow {
  readonly time: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly section: string;
  readonly status: number;
  readonly size: number;
  readonly microseconds: number;
}

const BEGIN = Date.UTC(2026, 1, 28, 23, 40);
const METHODS = ['GET', 'GET', 'GET', 'POST', 'HEAD'] as const;
const SECTIONS = ['/api', '/static', '/login', '/', '/a-b_c', '/ü'] as const;
const STATUSES = [200, 200, 200, 204, 301, 304, 404, 429, 500, 503] as const;

/** Requests from a seed, about twenty a second, some of them up to two seconds late; over a new month and a leap day. */
export function* requestRows(seed: number, count: number): Generator<RequestRow> {
  const below = drawn(seed);
  for (let i = 0; i < count; i++) {
    const section = pick(SECTIONS, below);
    yield {
      time: BEGIN + (Math.floor(i / 20) - (below(50) === 0 ? below(3) : 0)) * 1000,
      host: `192.0.2.${below(200)}`,
      method: pick(METHODS, below),
      path: section === '/' ? '/' : `${section}/${below(1000)}`,
      section,
      status: pick(STATUSES, below),
      size: below(10) === 0 ? below(2 ** 31) : below(5000),
      microseconds: below(20) === 0 ? below(90_000_000) : below(400_000),
    };
  }
}

const pick = <T>(choices: readonly [T, ...T[]], below: (limit: number) => number): T =>
  choices[below(choices.length)] ?? choices[0];

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
const drawn = (seed: number): ((limit: number) => number) => {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
};
