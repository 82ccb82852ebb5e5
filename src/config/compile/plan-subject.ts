import type { AlertOptions } from '../../operators/alert/alert-options.js';
import type { Timed } from '../../operators/batch.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { AlertSettings } from '../settings/alert-settings.js';
import type { LevelSetting } from '../settings/level-setting.js';
import { fieldInfo } from './field-info.js';
import { rowName } from './field-names.js';
import { planLevel } from './plan-level.js';
import type { Planner } from './planner.js';

/** What rows an alert judges. */
export interface SubjectGround {
  readonly fields: RowFields;
  /** The fields of the rows that its windows count. */
  readonly input: RowFields;
  readonly isWindowed: boolean;
  /** Whether rows come from windows of one length. */
  readonly isEven: boolean;
}

type Subject = Pick<AlertOptions<Timed>, 'value' | 'above' | 'below' | 'clear'>;

const SUBJECTS = ['value', 'if', 'absent'] as const;
const LEVELS = ['above', 'below', 'clear'] as const;

/** What is judged: a value against levels, a condition, or silence. Undefined where it cannot be. */
export const planSubject = (
  planner: Planner,
  path: Path,
  settings: AlertSettings,
  ground: SubjectGround,
): Subject | undefined => {
  const { value, above, below } = settings;
  const [subject, another] = SUBJECTS.filter((key) => settings[key] !== undefined);
  if (subject === undefined) {
    const message = 'An alert needs something to judge: value with above or below, if, or absent.';
    planner.report('contradiction', path, message, {
      part: 'key',
      suggestion: 'write one of value, if and absent',
    });
    return undefined;
  }
  if (another !== undefined) {
    const message = `An alert judges one thing, and this one has ${subject} and ${another}.`;
    planner.report('contradiction', [...path, another], message, {
      part: 'key',
      suggestion: 'write one of value, if and absent',
    });
    return undefined;
  }
  const [level] = LEVELS.filter((key) => settings[key] !== undefined);
  if (value === undefined) {
    if (level === undefined) return {};
    planner.report('contradiction', [...path, level], `${level} needs a value to compare with.`, {
      part: 'key',
      suggestion: 'write value: and the name of a measure beside it',
    });
    return undefined;
  }
  const name = planner.nameIn(ground.fields, value);
  const info = fieldOf(planner, [...path, 'value'], value, name, ground);
  if (info === undefined) return undefined;
  if (above !== undefined && below !== undefined) {
    planner.report('contradiction', [...path, 'below'], 'An alert has above or below, not both.', {
      part: 'key',
      suggestion: 'make two alerts',
    });
    return undefined;
  }
  if (above === undefined && below === undefined) {
    planner.report('missing-key', path, `The level is missing that ${value} is compared with.`, {
      part: 'key',
      suggestion: 'write above or below',
    });
    return undefined;
  }
  return planLevels(planner, path, settings, name, info, ground);
};

const planLevels = (
  planner: Planner,
  path: Path,
  settings: AlertSettings,
  value: string,
  info: FieldInfo,
  { isEven }: SubjectGround,
): Subject | undefined => {
  const options: { -readonly [K in keyof Subject]: Subject[K] } = {
    value: value as NonNullable<Subject['value']>,
  };
  for (const key of LEVELS) {
    const setting = settings[key];
    if (setting === undefined) continue;
    const level = planLevel(planner, [...path, key], setting, value, info, isEven);
    if (level === undefined) return undefined;
    options[key] = level;
  }
  const { above, below, clear } = settings;
  const threshold = above ?? below;
  if (clear === undefined || threshold === undefined) return options;
  if (clear.unit !== threshold.unit) {
    const message = `${clear.text} and ${threshold.text} are in different units.`;
    planner.report('unit', [...path, 'clear'], message, { suggestion: 'write both in one unit' });
    return undefined;
  }
  const difference = numberOf(clear) - numberOf(threshold);
  if (above === undefined ? difference >= 0 : difference <= 0) return options;
  const [side, word] = above === undefined ? ['below', 'more'] : ['above', 'less'];
  planner.report(
    'contradiction',
    [...path, 'clear'],
    `clear: ${clear.text} is ${side} the threshold ${threshold.text}: the alert would recover while it fires.`,
    { suggestion: `write ${word} than ${threshold.text}` },
  );
  return undefined;
};

const numberOf = (level: LevelSetting): number =>
  typeof level.value === 'object' ? level.value.events / level.value.milliseconds : level.value;

const OWN_OF_WINDOWS: readonly string[] = ['start', 'end', 'time', 'partial', 'early'];

const fieldOf = (
  planner: Planner,
  path: Path,
  written: string,
  name: string,
  { fields, input, isWindowed }: SubjectGround,
): FieldInfo | undefined => {
  const info = fieldInfo(fields, name);
  if (info === undefined && fields.open) return { type: 'any' };
  if (info === undefined) {
    const known = Object.keys(fields.known).filter((field) => !OWN_OF_WINDOWS.includes(field));
    const isLost = isWindowed && Object.hasOwn(input.known, rowName(input, written));
    const options = isLost
      ? {
          suggestion: `a window keeps its keys and measures: write measure: { ${rowName(input, written)}: max(${rowName(input, written)}) }`,
        }
      : {};
    planner.reportUnknown('unknown-name', path, 'measure or field', written, known, options);
    return undefined;
  }
  if (info.type === 'number' || info.type === 'any') return info;
  planner.report('unit', path, `${name} is no number, and only numbers can be compared with a level.`, {
    suggestion: 'write if: and a condition instead',
  });
  return undefined;
};
