/** Longer texts hold no number. */
const MOST_CHARACTERS = 400;
/** As many digits a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** With commas between thousands: `0,123` and `1,5` may be decimals, and are none. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const WITH_UNIT = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?) ?([A-Za-zµμ]{1,3}|%)$/;
/** As Go writes durations: `1h2m3.5s`. */
const GO_DURATION = /^(-?)((?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|μs|ns)){2,8})$/;
const GO_PART = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g;
/** What nginx writes of several upstreams: times with decimals, `-` for one that was not asked. Codes in a row are no sum. */
const TIMES = /^(?:-|\d+\.\d+)(?:(?:, | : )(?:-|\d+\.\d+)){1,64}$/;
const WHOLE = /^[+-]?\d+$/;
const MOST = 9_007_199_254_740_991n;

/** Units of durations, made milliseconds. */
const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Sizes, made bytes; a letter without B is none, for nobody knows whether thousands or 1024s are meant. */
const BYTES: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['KiB', 1024],
  ['MB', 1e6],
  ['MiB', 1_048_576],
  ['GB', 1e9],
  ['GiB', 1_073_741_824],
  ['TB', 1e12],
  ['TiB', 1_099_511_627_776],
  ['PB', 1e15],
  ['PiB', 1_125_899_906_842_624],
]);

/**
 * The number that a text holds, where one is wanted; undefined where it holds none. A number in any plain notation
 * (`157`, `007`, `-1.5e3`), with commas between thousands (`1,024`), with a unit (a duration in milliseconds: `1.2ms`,
 * `1m30s`; a size in bytes: `1.5kB`, `4KiB`; `12%` is 0.12), or the times that nginx writes of several upstreams
 * (`0.000, 4.004`), which are summed. Past 2^53 it is rounded to the nearest double.
 */
export function numberInText(text: string): number | undefined {
  const { length } = text;
  if (length === 0 || length > MOST_CHARACTERS) return undefined;
  if (length <= EXACT_DIGITS) {
    let value = 0;
    let i = 0;
    for (; i < length; i++) {
      const digit = text.charCodeAt(i) - 0x30;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    if (i === length) return value;
  }
  if (!mayBegin(text)) return undefined;
  return slowly(text.trim());
}

/** What begins with a letter, as most texts do, is no number. */
const mayBegin = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return first <= 0x39 && (first >= 0x2b || first === 0x20 || first === 0x09);
};

function slowly(text: string): number | undefined {
  if (PLAIN.test(text)) return finite(Number(text));
  if (GROUPED.test(text)) return Number(text.replaceAll(',', ''));
  const [, amount, unit] = WITH_UNIT.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return inUnit(Number(amount), unit);
  const [, sign, parts] = GO_DURATION.exec(text) ?? [];
  if (parts !== undefined) {
    let sum = 0;
    for (const [, part, of = ''] of parts.matchAll(GO_PART))
      sum += Number(part) * (MILLISECONDS.get(of) ?? 0);
    return toNanosecond(sign === '-' ? -sum : sum);
  }
  if (!TIMES.test(text) || isNoText(text)) return undefined;
  const times = text.split(/, | : /).filter((part) => part !== '-');
  return toNanosecond(times.reduce((sum, part) => sum + Number(part), 0));
}

function inUnit(amount: number, unit: string): number | undefined {
  const milliseconds = MILLISECONDS.get(unit);
  if (milliseconds !== undefined) return finite(toNanosecond(amount * milliseconds));
  if (unit === '%') return finite(Number((amount / 100).toPrecision(15)));
  const bytes = BYTES.get(unit);
  return bytes === undefined ? undefined : finite(Math.round(amount * bytes));
}

/** So that 0.29 s is 290 ms and not 289.99999999999994. */
const toNanosecond = (milliseconds: number): number =>
  Math.abs(milliseconds) < 1e9 ? Math.round(milliseconds * 1e6) / 1e6 : milliseconds;

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Whether a text says that there is nothing: empty, blank, or `-`, also once for each upstream. */
export const isNoText = (text: string): boolean =>
  text.length < 200 && /^\s*(?:-(?:(?:, | : )-)*)?\s*$/.test(text);

/** The whole number past 2^53 that a text holds, which a double cannot tell from its neighbours; undefined for all others. */
export function largeWhole(text: string): bigint | undefined {
  if (text.length <= EXACT_DIGITS || text.length > MOST_CHARACTERS || !mayBegin(text)) return undefined;
  const digits = text.trim().replace(/^\+/, '');
  const plain = digits.includes(',') && GROUPED.test(digits) ? digits.replaceAll(',', '') : digits;
  if (!WHOLE.test(plain)) return undefined;
  const value = BigInt(plain);
  return value > MOST || value < -MOST ? value : undefined;
}
