import type { Path } from '../diagnostic.js';
import { ExpressionError } from '../expression/expression-error.js';
import { type MeasureArgument, type MeasureCall, parseMeasureCall } from '../expression/measure-call.js';
import type { RowFields } from '../parts/part.js';
import { fieldNameFault } from './field-name-fault.js';
import { namesOf } from './field-names.js';
import {
  type Call,
  conditionOf,
  MAKERS,
  type Maker,
  type PlannedMeasure,
  type PlannedMeasures,
  plainField,
  Refused,
} from './measure-makers.js';
import { warnOfMeasure } from './not-meant-measure.js';
import { checkFields, mayFail } from './plan-expression.js';
import type { Planner } from './planner.js';

export type { PlannedMeasures } from './measure-makers.js';

/** Compiles the measures of a stream, in order; those that cannot be have been reported. */
export const planMeasures = (
  planner: Planner,
  path: Path,
  texts: Readonly<Record<string, string>>,
  fields: RowFields,
  key: readonly string[],
): PlannedMeasures => {
  const planned = new Map<string, PlannedMeasure>();
  const later = new Set(Object.keys(texts));
  for (const [name, text] of Object.entries(texts)) {
    const at = [...path, name];
    later.delete(name);
    const fault = fieldNameFault(name);
    if (fault !== undefined)
      planner.report('bad-value', at, fault.message, { part: 'key', suggestion: fault.forMeasure });
    else if (key.includes(name))
      planner.report('contradiction', at, `${name} is a key of this stream already.`, {
        part: 'key',
        suggestion: 'give it another name',
      });
    else {
      const call = parseCall(planner, at, text, fields);
      const measure = call && planMeasure(planner, at, call, { fields, before: planned, later }, texts);
      if (measure !== undefined) {
        planned.set(name, measure);
        continue;
      }
    }
    planner.leaveOut(at, undefined);
  }
  return planned;
};

const parseCall = (
  planner: Planner,
  path: Path,
  text: string,
  fields: RowFields,
): MeasureCall | undefined => {
  try {
    return parseMeasureCall(text, namesOf(fields));
  } catch (error) {
    const isNested = error instanceof ExpressionError && /^\s*ratio\b/.test(text);
    const [inner] = isNested ? (/^[a-z]\w*(?=\s*\()/.exec(text.slice(error.start)) ?? []) : [];
    if (!isNested || inner === undefined || !MAKERS.has(inner) || inner === 'ratio')
      return planner.attempt(path, () => {
        throw error;
      });
    // A ratio is of names, and people write the calls.
    planner.report('expression', path, 'The name of a measure is wanted here, and not a call.', {
      within: [error.start, error.end],
      suggestion: 'make it a measure of its own, and write its name',
    });
    return undefined;
  }
};

const planMeasure = (
  planner: Planner,
  path: Path,
  call: MeasureCall,
  ground: Pick<Call, 'fields' | 'before' | 'later'>,
  texts: Readonly<Record<string, string>>,
): PlannedMeasure | undefined => {
  const { fields } = ground;
  const maker = MAKERS.get(call.name);
  if (maker === undefined) {
    const within = [call.nameStart, call.nameEnd] as const;
    const suggestion = usualMeasure(call);
    planner.reportUnknown('unknown-name', path, 'measure', call.name, [...MAKERS.keys()], {
      within,
      ...(suggestion !== undefined && { suggestion }),
    });
    return undefined;
  }
  const [least, most] = maker.takes;
  const given = call.arguments.length;
  if (given < least || given > most) {
    const message = `${call.name} takes ${least === most ? '' : 'at most '}${most} ${most === 1 ? 'argument' : 'arguments'}, not ${given}.`;
    planner.report('expression', path, message, { suggestion: `write ${maker.usage}` });
    return undefined;
  }
  // What is made of other measures reads no fields.
  const reads = call.name === 'ratio' ? [] : call.arguments;
  for (const { expression } of reads) checkFields(planner, path, expression, fields);
  const refuse = (argument: number, message: string, hint?: string): never => {
    throw new Refused(argument, message, hint);
  };
  // A measure that could not be made has been reported where it is written.
  warnOfMeasure(planner, path, call, fields, ground.before, texts);
  const isOfBroken =
    call.name === 'ratio' && call.arguments.some(({ written = '' }) => planner.broken.has(written));
  if (isOfBroken) return undefined;
  try {
    const made = planner.attempt(path, () => maker.make({ ...ground, arguments: call.arguments, refuse }), {
      code: 'expression',
    });
    return (
      made && {
        ...made,
        risky: reads.flatMap((argument) => riskOf(argument, maker, fields)),
        fields: reads.flatMap(({ expression }) => expression.fields.map((use) => use.name)),
      }
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const argument = call.arguments[error.argument];
    const within = argument && ([argument.start, argument.end] as const);
    planner.report('expression', path, error.message, { within, suggestion: error.hint });
    return undefined;
  }
};

/** What throws on a row of which an argument cannot be read. */
const riskOf = (
  argument: MeasureArgument,
  { tests }: Maker,
  fields: RowFields,
): readonly ((row: object) => unknown)[] => {
  const { expression } = argument;
  if (!mayFail(expression, fields)) return [];
  // A field alone is a fault only where it has to be true or false.
  if (tests === true) return [conditionOf(argument)];
  return plainField(argument) === undefined ? [expression.evaluate] : [];
};

/** What measures are called elsewhere. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['avg', 'mean'],
  ['average', 'mean'],
  ['median', 'p50'],
  ['quantile', 'percentile'],
  ['pct', 'percentile'],
  ['uniq', 'distinct'],
  ['unique', 'distinct'],
  ['count_distinct', 'distinct'],
  ['cardinality', 'distinct'],
  ['total', 'sum'],
  ['throughput', 'rate'],
  ['minimum', 'min'],
  ['maximum', 'max'],
]);

const usualMeasure = ({ name, arguments: [of] }: MeasureCall): string | undefined => {
  const [, percent] = /^p(\d{1,2})$/.exec(name) ?? [];
  if (percent !== undefined) return `write "percentile(${of?.text ?? 'duration'}, ${Number(percent)})"`;
  const ours = ELSEWHERE.get(name.toLowerCase());
  return ours === undefined ? undefined : `did you mean "${ours}"?`;
};
