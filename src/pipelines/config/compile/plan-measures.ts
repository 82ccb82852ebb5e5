import type { Path } from '../diagnostic.js';
import { type MeasureArgument, type MeasureCall, parseMeasureCall } from '../expression/measure-call.js';
import type { RowFields } from '../parts/part.js';
import {
  conditionOf,
  MAKERS,
  type Maker,
  type PlannedMeasure,
  type PlannedMeasures,
  plainField,
  Refused,
} from './measure-makers.js';
import { checkFields, mayFail, typesOf } from './plan-expression.js';
import type { Planner } from './planner.js';

export type { PlannedMeasures } from './measure-makers.js';

const MEASURE_NAMES: readonly string[] = [...MAKERS.keys()];

/** Compiles the measures of a stream, in order; those that cannot be have been reported. */
export const planMeasures = (
  planner: Planner,
  path: Path,
  texts: Readonly<Record<string, string>>,
  fields: RowFields,
): PlannedMeasures => {
  const planned = new Map<string, PlannedMeasure>();
  for (const [name, text] of Object.entries(texts)) {
    const at = [...path, name];
    const call = planner.attempt(at, () => parseMeasureCall(text, { types: typesOf(fields) }));
    const measure = call && planMeasure(planner, at, call, fields, planned);
    if (measure !== undefined) planned.set(name, measure);
  }
  return planned;
};

const planMeasure = (
  planner: Planner,
  path: Path,
  call: MeasureCall,
  fields: RowFields,
  before: PlannedMeasures,
): PlannedMeasure | undefined => {
  const maker = MAKERS.get(call.name);
  if (maker === undefined) {
    const within = [call.nameStart, call.nameEnd] as const;
    planner.reportUnknown('unknown-name', path, 'measure', call.name, MEASURE_NAMES, { within });
    return undefined;
  }
  const [least, most] = maker.takes;
  const given = call.arguments.length;
  if (given < least || given > most) {
    const message = `${call.name} takes ${least === most ? least : `${least} or ${most}`} ${most === 1 ? 'argument' : 'arguments'}, not ${given}.`;
    planner.report('expression', path, message, { suggestion: `write ${maker.usage}` });
    return undefined;
  }
  // What is made of other measures reads no fields.
  const reads = call.name === 'ratio' ? [] : call.arguments;
  for (const { expression } of reads) checkFields(planner, path, expression, fields);
  const refuse = (argument: number, message: string, hint?: string): never => {
    throw new Refused(argument, message, hint);
  };
  try {
    const made = planner.attempt(
      path,
      () => maker.make({ arguments: call.arguments, fields, before, refuse }),
      {
        code: 'expression',
      },
    );
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
