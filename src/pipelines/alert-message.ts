import { isoInstant } from '../io/text/iso-instant.js';
import { levelTexts } from '../io/text/level-texts.js';
import { printable } from '../io/text/printable.js';
import type { Unit } from '../io/text/value-text.js';
import type { Transition } from '../operators/alert/alert-options.js';

/** A value of a key comes from outside: none of them begins a line of its own. */
const written = (value: unknown): string => printable(String(value), LONGEST);
const LONGEST = 16_384;

/** `high-traffic` as people say it. */
const spoken = (name: string): string => {
  const words = name.replaceAll(/[-_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export interface AlertMessageOptions {
  readonly name: string;
  /** What the value is called; absent for alerts that are a condition. */
  readonly value?: string | undefined;
  /** What the value counts, as far as that is known. */
  readonly unit?: Unit | undefined;
  /** Zone of the time. */
  readonly zone: string;
}

/**
 * What an alert says that nobody has worded: `High traffic generated an alert - hits = 1201, triggered at …`, and
 * `High traffic alert recovered - …`. With keys, the values of the key stand before it.
 */
export const alertMessage =
  ({ name, value: valueName, unit, zone }: AlertMessageOptions) =>
  ({ state, value, time, initial, reminder, key }: Omit<Transition, 'message'>): string => {
    const at = isoInstant(time, zone);
    const who = key === undefined ? '' : `${Object.values(key).map(written).join(', ')}: `;
    const [text] = levelTexts(value, null, unit);
    const what = valueName === undefined ? '' : ` - ${valueName} = ${text},`;
    const title = `${who}${spoken(name)}`;
    if (state === 'firing' && reminder === true) return `${title} alert (still)${what} at ${at}`;
    if (state === 'firing') return `${title} generated an alert${what} triggered at ${at}`;
    if (initial === true) return `${title} alert is ok${what} at ${at}`;
    return `${title} alert recovered${what} recovered at ${at}`;
  };
