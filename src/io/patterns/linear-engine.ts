/** Steps of a search without guard double with each of these letters: sixteen times as many in the longer text. */
const [SHORT, LONG] = [17, 21].map((letters) => `${'a'.repeat(letters)}!`);
const TRIES = 5;
/** Well below sixteen, and well above what chance does to the least of five. */
const RATIO = 4;
/** In milliseconds; two million steps back take longer on any machine. */
const NO_TIME = 1;

let turnOn: (() => void) | undefined;
let isOn: boolean | undefined;

/** Says how V8's linear engine is turned on. That is for who owns the process: it is done once, when the first pattern is used. */
export const offerLinearEngine = (how: () => void): void => {
  turnOn = how;
};

/**
 * Whether V8 leaves a search that goes back too often to its linear engine, in this process. Tried and not believed: with a pattern
 * that would take sixteen times as long for four letters more.
 */
export const hasLinearEngine = (): boolean => {
  if (isOn === undefined) {
    turnOn?.();
    isOn = runsLinearly('') && isGuarded();
  }
  return isOn;
};

/** Whether V8 has this pattern run in linear time. Its engine refuses the flag where it is off, and patterns that it cannot do so. */
export const runsLinearly = (source: string): boolean => {
  try {
    return new RegExp(source, 'l') instanceof RegExp;
  } catch {
    return false;
  }
};

const isGuarded = (): boolean => {
  // Of a source that is nobody else's: V8 shares the code of one source, whatever it was compiled under.
  const evil = new RegExp(`^(a+)+$|^${performance.now()}`);
  const short = leastTime(evil, SHORT);
  return leastTime(evil, LONG) < Math.max(RATIO * short, NO_TIME);
};

const leastTime = (pattern: RegExp, text = ''): number => {
  const times = Array.from({ length: TRIES }, () => {
    const begun = performance.now();
    pattern.test(text);
    return performance.now() - begun;
  });
  return Math.min(...times);
};
