import type { Level } from '../../operators/alert/threshold.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo } from '../parts/part.js';
import type { LevelSetting } from '../settings/level-setting.js';
import type { Planner } from './planner.js';

/** What a measured value is called, and what its level is written in. */
const WORDS = {
  count: ['a count', 'a number such as 100, or a rate such as 10/s'],
  rate: ['a rate', 'a rate such as 10/s, or a number'],
  fraction: ['a share', 'a percentage such as 5%, or a fraction such as 0.05'],
  duration: ['a duration', 'a duration such as 800ms'],
  size: ['a size', 'a size such as 500MiB'],
  none: ['a number', 'a number'],
} as const;

const OR_A_RATE = /, or a rate.*$/;

/** Which values a level of each unit may be compared with, besides those whose unit nobody knows. */
const FITS: Readonly<Record<LevelSetting['unit'], readonly string[]>> = {
  number: ['count', 'rate', 'fraction', 'duration', 'size'],
  percent: ['fraction'],
  rate: ['count', 'rate'],
  bandwidth: ['size'],
  duration: ['duration'],
  size: ['size'],
};

/** A level in the unit of the value that it is compared with; undefined where they do not fit, which has been reported. */
export const planLevel = (
  planner: Planner,
  path: Path,
  level: LevelSetting,
  name: string,
  info: FieldInfo,
  isEven: boolean,
): Level | undefined => {
  const { unit, total } = info;
  // A rate can only be counted, and bytes in a time added up; anything else may be in the unit that the user says.
  const fits =
    unit === undefined
      ? level.unit !== 'rate' && (level.unit !== 'bandwidth' || total === true)
      : FITS[level.unit].includes(unit);
  if (!fits) {
    const [what, plain] = WORDS[unit ?? 'none'];
    const alone = unit === 'count' && total !== true ? plain.replace(OR_A_RATE, '') : plain;
    const wanted = unit === 'size' && total === true ? `${plain}, or a rate such as 5MiB/s` : alone;
    const isMinutes = unit === 'size' && /^[\d.]+m$/.test(level.text);
    const megabytes = isMinutes ? `: ${level.text} are minutes, ${level.text.toUpperCase()}B megabytes` : '';
    planner.report('unit', path, `${level.text} cannot be compared with ${name}, which is ${what}.`, {
      suggestion: `write ${wanted}${megabytes}`,
    });
    return undefined;
  }
  if (typeof level.value === 'object' && unit !== 'rate' && total !== true) {
    const sum = unit === 'count' ? 'count() or sum(…)' : 'sum(…)';
    planner.report('unit', path, `${level.text} is for what adds up over a window, and ${name} does not.`, {
      suggestion: `write ${WORDS[unit ?? 'none'][1].replace(OR_A_RATE, '')}, or compare a ${sum}`,
    });
    return undefined;
  }
  // Where a source could not be planned, more may be known of the value once it can.
  const isSound = planner.diagnostics.every(({ severity }) => severity !== 'error');
  if (level.unit === 'duration' && unit === undefined && isSound) {
    planner.report(
      'unit',
      path,
      `Nobody knows what unit ${name} is in: ${level.text} is taken for ${level.value}, as in milliseconds.`,
      {
        severity: 'warning',
        suggestion: `${info.asks === undefined ? '' : `say it at the source, ${info.asks}, or `}write the number alone, in the unit that the rows have`,
      },
    );
  }
  if (level.unit === 'number' && (unit === 'count' || unit === 'rate') && level.value < 0) {
    planner.report(
      'bad-value',
      path,
      `${WORDS[unit][0].replace(/^a/, 'A')} is never below 0, so ${level.text} says nothing.`,
    );
    return undefined;
  }
  if (level.unit === 'number' && unit === 'fraction' && level.value > 1) {
    planner.report(
      'unit',
      path,
      `${level.text} is ${level.value * 100}%: ${name} is one measure over another, and 1 is all.`,
      {
        severity: 'warning',
        suggestion: `write ${level.text}% if that is meant`,
      },
    );
  }
  warnOfLevel(planner, path, level, name, info);
  if (typeof level.value === 'number') return level.value;
  const { events, milliseconds } = level.value;
  if (unit === 'rate') return (events * 1000) / milliseconds;
  if (isEven) return level.value;
  planner.report(
    'contradiction',
    path,
    `${level.text} needs windows of one length: rows without windows and sessions have none.`,
    {
      suggestion: 'write a number instead, or a window such as 2m',
    },
  );
  return undefined;
};

/** Less than this, without a unit, is more likely seconds. */
const FEW_MILLISECONDS = 10;

/** Names of what is a part of 1, and not of 100. */
const OF_ONE = /ratio|share|fraction|rate|prob|quota|score/i;

/** Warns of levels that a value can be compared with, and that nobody means. */
const warnOfLevel = (
  planner: Planner,
  path: Path,
  level: LevelSetting,
  name: string,
  info: FieldInfo,
): void => {
  const { unit, of = name } = info;
  const warn = (message: string, suggestion: string): void =>
    planner.report('unit', path, message, { severity: 'warning', suggestion });
  const value = level.unit === 'rate' ? undefined : level.value;
  if (
    level.unit === 'percent' &&
    unit === undefined &&
    info.isPart !== true &&
    !OF_ONE.test(of) &&
    !OF_ONE.test(name)
  ) {
    if (of === 'status') {
      warn(
        `${level.text} is ${level.value} here, and a status is a code: every one is above that.`,
        'compare a share: errors: count(status >= 500), hits: count(), share: ratio(errors, hits)',
      );
      return;
    }
    const hundred = level.text.replace(/%$/, '').trim();
    warn(
      `${level.text} is ${level.value} here, and of ${of} nobody knows whether it goes to 1 or to 100.`,
      `write ${hundred} where it goes to 100, and ${level.value} where it goes to 1`,
    );
  }
  if (level.unit === 'number' && unit === 'count' && level.value > 0 && level.value < 1)
    warn(`${name} is a count, and ${level.text} is less than one.`, 'write 1 or more, or compare a ratio');
  if (level.unit === 'number' && unit === 'duration' && level.value > 0 && level.value < FEW_MILLISECONDS)
    warn(
      `${level.text} is in milliseconds here, as durations are.`,
      `write ${level.text}s or ${level.text}ms, whichever is meant`,
    );
  if (path.at(-1) === 'below' && value === 0 && unit !== undefined)
    warn(`Nothing of ${name} is ever below 0.`, 'write below: 1, or absent for silence');
};
