import { isDeepStrictEqual } from 'node:util';
import type { Transition } from '../../operators/alert/alert-options.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { parseInstant } from '../parse-instant.js';
import type { Fields } from './row-maker.js';

/** One thing that a test expects: the fields that matter, and when. */
export interface Expectation {
  readonly fields: readonly (readonly [name: string, value: unknown])[];
  /** Milliseconds after the start of the feeds, both included; undefined where any time will do. */
  readonly when: readonly [from: number, to: number] | undefined;
}

/** Keys of an expectation that say when. */
export const WHEN = ['at', 'within'] as const;
/** What a transition has besides the fields of its key. */
export const TRANSITION_FIELDS = [
  'alert',
  'state',
  'was',
  'value',
  'threshold',
  'severity',
  'message',
  'initial',
  'reminder',
  'key',
] as const;
/** What is an instant in rows of windows. */
const INSTANTS: ReadonlySet<string> = new Set(['time', 'start', 'end']);

const WANTED = 'Write two times after the start, such as 60s..130s, or one in at: 61s.';

const refuse = (message: string): never => {
  throw new TidemarkError('usage', message);
};

/** As it would be written. */
const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

const duration = (value: unknown): number => {
  if (value === 0) return 0;
  return typeof value === 'string' ? parseDuration(value) : refuse(`${shown(value)} has no unit. ${WANTED}`);
};

/** Reads `60s..130s`; either side may be left out. Refuses anything else with a TidemarkError 'usage'. */
const parseWithin = (value: unknown): readonly [number, number] => {
  const [, from, to] =
    (typeof value === 'string' && /^([^.]*(?:\.\d[^.]*)?)\.\.(.*)$/.exec(value.trim())) || [];
  if (from === undefined || to === undefined || (from === '' && to === ''))
    return refuse(`${shown(value)} is no range of times. ${WANTED}`);
  const range = [from === '' ? -Infinity : duration(from), to === '' ? Infinity : duration(to)] as const;
  return range[0] <= range[1] ? range : refuse(`${shown(value)} ends before it begins.`);
};

/** Reads what is expected; refuses times that it cannot read with a TidemarkError 'usage'. */
export const parseExpectation = (written: Fields): Expectation => {
  const { at, within, ...fields } = written;
  if (at !== undefined && within !== undefined) return refuse('at and within exclude each other.');
  const when =
    at !== undefined
      ? ([duration(at), duration(at)] as const)
      : within !== undefined
        ? parseWithin(within)
        : undefined;
  return { fields: Object.entries(fields), when };
};

/** Whether a value is the one that is expected. Numbers are compared exactly; null is what is missing, too. */
export const isExpected = (name: string, actual: unknown, expected: unknown): boolean => {
  if (expected === null) return actual === null || actual === undefined;
  if (typeof actual === 'number' && typeof expected === 'string' && INSTANTS.has(name)) {
    try {
      return parseInstant(expected) === actual;
    } catch {
      return false;
    }
  }
  return isDeepStrictEqual(actual, expected);
};

/** What a transition says under a name: of its own, or of its key. */
export const transitionField = (transition: Transition, name: string): unknown => {
  switch (name) {
    case 'initial':
      return transition.initial === true;
    case 'reminder':
      return transition.reminder === true;
    case 'alert':
    case 'state':
    case 'was':
    case 'value':
    case 'threshold':
    case 'severity':
    case 'message':
    case 'key':
      return transition[name];
    default:
      return transition.key !== undefined && Object.hasOwn(transition.key, name)
        ? transition.key[name]
        : undefined;
  }
};

/** The key fields that an expectation writes as a map of their own may be some of them. */
const isExpectedKey = (key: Transition['key'], expected: unknown): boolean =>
  typeof expected === 'object' && expected !== null
    ? Object.entries(expected).every(([name, value]) => isExpected(name, key?.[name], value))
    : isExpected('key', key, expected);

/** The names of what differs from the expectation; `at` or `within` where it is the time. */
export const differences = (
  { fields, when }: Expectation,
  sinceStart: number,
  field: (name: string) => unknown,
): readonly string[] => {
  const different = fields
    .filter(([name, expected]) => !isExpected(name, field(name), expected))
    .map(([name]) => name);
  if (when === undefined || (sinceStart >= when[0] && sinceStart <= when[1])) return different;
  return [...different, when[0] === when[1] ? 'at' : 'within'];
};

/** As `differences`, for a transition. */
export const transitionDifferences = (
  { fields, when }: Expectation,
  sinceStart: number,
  transition: Transition,
): readonly string[] => {
  const keys = fields.filter(([name]) => name === 'key');
  const others = { fields: fields.filter(([name]) => name !== 'key'), when };
  return [
    ...keys.filter(([, expected]) => !isExpectedKey(transition.key, expected)).map(([name]) => name),
    ...differences(others, sinceStart, (name) => transitionField(transition, name)),
  ];
};
