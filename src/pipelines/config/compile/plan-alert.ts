import { alert } from '../../../operators/alert.js';
import type { AlertOptions } from '../../../operators/alert-options.js';
import type { Timed } from '../../../operators/batch.js';
import type { Operator } from '../../../operators/operator.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { AlertSettings } from '../settings/alert-settings.js';
import { mayFail, orFalse, type PlannedCondition, planCondition } from './plan-expression.js';
import { planLevel } from './plan-level.js';
import { planMessage } from './plan-message.js';
import type { Planner } from './planner.js';

/** What an alert stands on. */
export interface AlertGround {
  /** The fields of the rows that it judges. */
  readonly fields: RowFields;
  readonly by: readonly string[];
  readonly keys: readonly unknown[] | undefined;
  readonly maxKeys: number | undefined;
  readonly isWindowed: boolean;
  /** Whether rows come from windows of one length. */
  readonly isEven: boolean;
  readonly zone: string;
}

export interface PlannedAlert {
  readonly operator: Operator<never, unknown>;
  /** What it reads from rows, where that may fail on one: a row on which one of these throws is turned away before it. */
  readonly risky: readonly ((row: object) => unknown)[];
  /** Fields of rows that it reads. */
  readonly fields: readonly string[];
}

type Options = { -readonly [K in keyof AlertOptions<Timed>]: AlertOptions<Timed>[K] };

/** Makes one alert of a stream; undefined where it cannot be, which has been reported. */
export const planAlert = (
  planner: Planner,
  path: Path,
  name: string,
  settings: AlertSettings,
  ground: AlertGround,
): PlannedAlert | undefined => {
  const { fields, by, isWindowed } = ground;
  const before = planner.diagnostics.length;
  const options: Options = { name };
  const read: PlannedCondition[] = [];
  const used: string[] = [...by];
  const holds = (key: 'if' | 'given', text: string | undefined): ((row: Timed) => boolean) | undefined => {
    const planned = text === undefined ? undefined : planCondition(planner, [...path, key], text, fields);
    if (planned === undefined) return undefined;
    read.push(planned);
    return orFalse(planned.holds);
  };

  planSubject(planner, path, settings, ground, options);
  const condition = holds('if', settings.if);
  const given = holds('given', settings.given);
  if (condition !== undefined) options.if = condition;
  if (given !== undefined) options.given = given;
  if (typeof settings.value === 'string') used.push(settings.value);
  if (settings.absent !== undefined) options.absent = settings.absent;
  if (settings.for !== undefined) options.for = settings.for;
  if (settings.hold !== undefined) options.hold = settings.hold;
  if (settings.no_data !== undefined) options.noData = settings.no_data;
  if (settings.remind !== undefined) options.remind = settings.remind;
  if (settings.forget !== undefined) options.forget = settings.forget;
  if (settings.severity !== undefined) options.severity = settings.severity;
  if (!isWindowed && by.length > 0) {
    // Which names are fields has been checked where the stream says what its key is.
    options.by = by as NonNullable<Options['by']>;
    if (ground.keys !== undefined) options.keys = ground.keys;
  }
  if (ground.maxKeys !== undefined) options.maxKeys = ground.maxKeys;
  const message = planMessage(planner, [...path, 'message'], name, settings, by, fields, ground.zone);
  options.message = message.say;
  if (message.details.length > 0) options.details = message.details;
  if (planner.diagnostics.length > before) return undefined;
  const operator = planner.attempt(path, () => alert(options));
  return (
    operator && {
      operator,
      risky: isWindowed
        ? []
        : read.flatMap(({ expression, holds: test }) => (mayFail(expression, fields) ? [test] : [])),
      fields: [
        ...used,
        ...message.details,
        ...read.flatMap(({ expression }) => expression.fields.map((use) => use.name)),
      ],
    }
  );
};

/** What is judged: a value against levels, a condition, or silence. */
const planSubject = (
  planner: Planner,
  path: Path,
  settings: AlertSettings,
  { fields, isEven }: AlertGround,
  options: Options,
): void => {
  const { value, above, below, clear } = settings;
  const subjects = (['value', 'if', 'absent'] as const).filter((key) => settings[key] !== undefined);
  if (subjects.length !== 1) {
    const message =
      subjects.length === 0
        ? 'An alert needs something to judge: value with above or below, if, or absent.'
        : `An alert judges one thing, and this one has ${subjects.join(' and ')}.`;
    planner.report('contradiction', path, message, {
      part: 'key',
      suggestion: 'write one of value, if and absent',
    });
    return;
  }
  const levels = (['above', 'below', 'clear'] as const).filter((key) => settings[key] !== undefined);
  if (value === undefined) {
    const [first] = levels;
    if (first !== undefined)
      planner.report('contradiction', [...path, first], `${first} needs a value to compare with.`);
    return;
  }
  const info = fieldOf(planner, [...path, 'value'], value, fields);
  if (info === undefined) return;
  if (above !== undefined && below !== undefined) {
    planner.report('contradiction', [...path, 'below'], 'An alert has above or below, not both.', {
      suggestion: 'make two alerts',
    });
    return;
  }
  if (above === undefined && below === undefined) {
    planner.report('missing-key', path, `The level is missing that ${value} is compared with.`, {
      part: 'key',
      suggestion: 'write above or below',
    });
    return;
  }
  options.value = value as NonNullable<Options['value']>;
  for (const key of levels) {
    const setting = settings[key];
    const level = setting && planLevel(planner, [...path, key], setting, info, isEven);
    if (level !== undefined) options[key] = level;
  }
  const threshold = above ?? below;
  if (clear !== undefined && threshold !== undefined && clear.unit !== threshold.unit) {
    planner.report(
      'unit',
      [...path, 'clear'],
      `${clear.text} and ${threshold.text} are in different units.`,
      {
        suggestion: 'write both in one unit',
      },
    );
  }
};

const fieldOf = (planner: Planner, path: Path, name: string, fields: RowFields): FieldInfo | undefined => {
  const info = fields.known[name];
  if (info === undefined && fields.open) return { type: 'any' };
  if (info === undefined) {
    const known = Object.keys(fields.known).filter(
      (field) => !['start', 'end', 'time', 'partial', 'early'].includes(field),
    );
    planner.reportUnknown('unknown-name', path, 'measure or field', name, known);
    return undefined;
  }
  if (info.type === 'number' || info.type === 'any') return info;
  planner.report('unit', path, `${name} is no number, and only numbers can be compared with a level.`, {
    suggestion: 'write if: and a condition instead',
  });
  return undefined;
};
