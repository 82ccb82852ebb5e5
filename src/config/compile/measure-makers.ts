import { didYouMean } from '../../io/text/did-you-mean.js';
import type { Timed } from '../../operators/batch.js';
import * as measures from '../../operators/measures/index.js';
import type { Measure, NumberOf, ReadNumber } from '../../operators/measures/measure.js';
import type { RowTest } from '../../operators/measures/remembered-test.js';
import { condition } from '../expression/condition.js';
import { speaking } from '../expression/expression.js';
import { ExpressionError } from '../expression/expression-error.js';
import type { MeasureArgument } from '../expression/measure-call.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import { fieldInfo } from './field-info.js';
import { withDigits } from './with-digits.js';

export interface PlannedMeasure {
  readonly measure: Measure<Timed>;
  readonly info: FieldInfo;
  /** Whether parts of it over keys or rows add up to the whole. */
  readonly additive: boolean;
  /** Fields of rows that it reads. */
  readonly fields: readonly string[];
}

export type PlannedMeasures = ReadonlyMap<string, PlannedMeasure>;

/** One measure of the language. */
export interface Maker {
  readonly usage: string;
  /** For the reference. */
  readonly meaning: string;
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [number, number];
  /** Set where its argument is a condition. */
  readonly tests?: true;
  make(call: Call): Omit<PlannedMeasure, 'fields'>;
}

/** What a measure is made of. */
export interface Call {
  readonly arguments: readonly MeasureArgument[];
  readonly fields: RowFields;
  /** The measures before it. */
  readonly before: PlannedMeasures;
  /** Names of those after it. */
  readonly later: ReadonlySet<string>;
  /** Says what is wrong with an argument; nothing comes of the measure then. */
  refuse(argument: number, message: string, hint?: string): never;
}

/** What is wrong with an argument; never leaves the planner. */
export class Refused extends Error {
  constructor(
    readonly argument: number,
    message: string,
    readonly hint: string | undefined,
  ) {
    super(message);
  }
}

const infoOf = ({ fields }: Call, argument: MeasureArgument | undefined): FieldInfo | undefined =>
  argument?.field === undefined ? undefined : fieldInfo(fields, argument.field);

const predicate = ({ arguments: [argument] }: Call): RowTest<Timed> | undefined =>
  argument === undefined ? undefined : conditionOf(argument);

/** Ranges of a condition are offsets in its own text, which is a piece of the call. */
export const conditionOf = ({ expression, start }: MeasureArgument): RowTest<object> => {
  try {
    return condition(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ExpressionError(error.message, start + error.start, start + error.end, error.hint);
  }
};

/** The name of a field where the argument is nothing else: measures read it by themselves, and it cannot fail. */
export const plainField = ({ field }: MeasureArgument): string | undefined =>
  // What every object inherits is no field.
  field === undefined || field in Object.prototype ? undefined : field;

const number = (call: Call): NumberOf<Timed> => {
  const [argument] = call.arguments;
  if (argument === undefined) return call.refuse(0, 'A field is missing.');
  const { type, evaluate, text } = argument.expression;
  if (type !== 'number' && type !== 'any') {
    return call.refuse(0, `${text} is no number.`);
  }
  const field = plainField(argument);
  if (field !== undefined) return field as keyof Timed;
  // What is no number is the measure's to say.
  return speaking((row: Timed) => evaluate(row) as ReturnType<ReadNumber<Timed>>, text);
};

const of = (call: Call): keyof Timed | ((row: Timed) => unknown) => {
  const [argument] = call.arguments;
  if (argument === undefined) return call.refuse(0, 'A field is missing.');
  const field = plainField(argument);
  if (field !== undefined) return field as keyof Timed;
  return argument.expression.evaluate;
};

const numeric = (call: Call): FieldInfo => {
  const [of] = call.arguments;
  const { unit, isPart, asks } = infoOf(call, of) ?? {};
  return {
    type: 'number',
    ...(unit !== undefined && { unit }),
    ...(isPart === true && { isPart }),
    ...(asks !== undefined && { asks }),
    ...(of?.field !== undefined && { of: of.field }),
  };
};

/** A measure of a number that keeps the unit of what it measures. */
const ofNumber = (
  usage: string,
  meaning: string,
  make: (of: NumberOf<Timed>) => Measure<Timed>,
  additive = false,
): Maker => ({
  usage,
  meaning,
  takes: [1, 1],
  make: (call) => ({
    measure: withDigits(make(number(call))),
    info: additive ? { ...numeric(call), total: true } : numeric(call),
    additive,
  }),
});

/** What is told apart, and shown, is the same wherever a config tells values apart. */
const PLAIN = { plainKeys: true } as const;

const picked = (
  usage: string,
  meaning: string,
  pick: (field: never, options: typeof PLAIN) => unknown,
): Maker => ({
  usage,
  meaning,
  takes: [1, 1],
  make(call) {
    const field = call.arguments[0]?.field;
    if (field === undefined)
      return call.refuse(0, 'The name of a field is wanted here.', 'compute it in derive: first');
    // The field's name is all that the measure needs to know of its rows.
    const measure = pick(field as never, PLAIN) as Measure<Timed>;
    const { total: _, ...info } = infoOf(call, call.arguments[0]) ?? { type: 'any' };
    return { measure, info, additive: false };
  },
});

const named = (call: Call, at: number): string => {
  const name = call.arguments[at]?.written;
  if (name === undefined)
    return call.refuse(
      at,
      'The name of a measure is wanted here.',
      'make it a measure of its own, and write its name',
    );
  const found = call.before.get(name);
  if (found !== undefined) {
    const { type } = found.info;
    return type === 'number' || type === 'any' ? name : call.refuse(at, `${name} is no number.`);
  }
  if (call.later.has(name))
    return call.refuse(
      at,
      `"${name}" comes after this one, and is not there yet.`,
      'write it before this one',
    );
  const near = didYouMean(name, [...call.before.keys()]);
  return call.refuse(
    at,
    `There is no measure "${name}" before this one.`,
    near === undefined ? 'write it in a line above' : `did you mean "${near}"?`,
  );
};

/** Errors over hits are a share; bytes over hits are bytes. */
const ratioInfo = ({ arguments: [left, right], before }: Call): FieldInfo => {
  const over = before.get(left?.written ?? '')?.info.unit;
  const under = before.get(right?.written ?? '')?.info.unit;
  if (over !== undefined && over === under) return { type: 'number', unit: 'fraction' };
  // A ratio is a part of 1 as often as not: a share of it is well meant.
  return under === 'count' && over !== undefined
    ? { type: 'number', unit: over }
    : { type: 'number', isPart: true };
};

const percentileOf = (call: Call): number => {
  const p = call.arguments[1]?.literal;
  return typeof p === 'number' && p >= 0 && p <= 100
    ? p
    : call.refuse(1, 'A number between 0 and 100 is wanted here, such as 99.9.');
};

const short = (p: number): readonly [string, Maker] => [
  `p${p}`,
  ofNumber(`p${p}(duration)`, `The same as percentile(duration, ${p}).`, (value) =>
    measures.percentile(value, p),
  ),
];

/** Every measure of the language, one line each. */
export const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  [
    'count',
    {
      usage: 'count() or count(status >= 500)',
      meaning: 'Rows, or rows for which the condition is true.',
      takes: [0, 1],
      tests: true,
      make: (call) => ({
        measure: measures.count(predicate(call)),
        info: { type: 'number', unit: 'count', total: true },
        additive: true,
      }),
    },
  ],
  [
    'rate',
    {
      usage: 'rate() or rate(status >= 500)',
      meaning: 'The same, a second.',
      takes: [0, 1],
      tests: true,
      make: (call) => ({
        measure: measures.rate(predicate(call)),
        info: { type: 'number', unit: 'rate' },
        additive: true,
      }),
    },
  ],
  ['sum', ofNumber('sum(size)', 'The exact sum.', (value) => measures.sum(value), true)],
  ['min', ofNumber('min(duration)', 'The least value; null without any.', (value) => measures.min(value))],
  ['max', ofNumber('max(duration)', 'The greatest value; null without any.', (value) => measures.max(value))],
  ['mean', ofNumber('mean(duration)', 'The mean; null without any.', (value) => measures.mean(value))],
  short(50),
  short(90),
  short(95),
  short(99),
  [
    'percentile',
    {
      usage: 'percentile(duration, 99.9)',
      meaning:
        'The value that so many percent of the values do not exceed; exact up to 64 values, then within 1 %. Null without any.',
      takes: [2, 2],
      make: (call) => ({
        measure: measures.percentile(number(call), percentileOf(call)),
        info: numeric(call),
        additive: false,
      }),
    },
  ],
  [
    'distinct',
    {
      usage: 'distinct(user)',
      meaning: 'How many different values; exact up to 256, then with a standard error of 1.6 %.',
      takes: [1, 1],
      make: (call) => ({
        // Of values of one kind, no two mean the same.
        measure: measures.distinct(of(call), call.arguments[0]?.expression.type === 'any' ? PLAIN : {}),
        // Of twice as long a window it is not twice as much.
        info: { type: 'number', unit: 'count' },
        additive: false,
      }),
    },
  ],
  [
    'ratio',
    {
      usage: 'ratio(errors, hits)',
      meaning: 'One measure over another, both defined before it; null where the second is 0.',
      takes: [2, 2],
      make: (call) => ({
        measure: measures.ratio(named(call, 0), named(call, 1)),
        info: ratioInfo(call),
        additive: false,
      }),
    },
  ],
  ['first', picked('first(path)', 'The value in the earliest row that has one.', measures.first)],
  ['last', picked('last(path)', 'The value in the latest row that has one.', measures.last)],
]);

/** How each measure is written, and what it is. */
export const MEASURE_USAGES: readonly (readonly [usage: string, meaning: string])[] = [
  ...MAKERS.values(),
].map(({ usage, meaning }) => [
  usage
    .split(' or ')
    .map((one) => `\`${one}\``)
    .join(' or '),
  meaning,
]);
