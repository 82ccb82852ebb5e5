import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Path } from '../diagnostic.js';
import { codecOf } from '../parts/format.js';
import type { FormatPart, TimeSettings } from '../parts/part.js';
import { ONCE } from '../settings/map-setting.js';
import type { PartSetting } from '../settings/part-setting.js';
import { usualFormat } from '../settings/usual-field.js';
import { fitting, parsePart } from './plan-sinks.js';
import type { Planner } from './planner.js';

/**
 * The format as it is used, what came from outside as what is wanted there. Undefined where it is not there or its settings
 * are not in order; what is wrong has been reported, and nothing is where the values from outside are not known.
 */
export const planFormat = (
  planner: Planner,
  path: Path,
  format: unknown,
  time: TimeSettings,
  timePath: Path,
): unknown => {
  // Anything else is refused by the source's own schema.
  if (typeof format !== 'string' && (typeof format !== 'object' || format === null || Array.isArray(format)))
    return format;
  const isMap = typeof format === 'object';
  const keys = isMap ? Object.keys(format) : [format];
  if (keys.length !== 1) {
    planner.report('contradiction', path, 'A format with settings is a map with one key, its name.');
    return undefined;
  }
  const { formats } = planner.parts;
  const [name = ''] = keys;
  const part: FormatPart<never> | undefined = formats.find((one) => one.name === name);
  if (part === undefined) {
    const known = formats.map((one) => one.name);
    const usual = usualFormat(name);
    planner.reportUnknown('unknown-name', isMap ? [...path, name] : path, 'format', name, known, {
      ...(isMap && { part: 'key' }),
      ...(usual !== undefined && { suggestion: `write ${usual}` }),
    });
    return undefined;
  }
  const at = isMap ? [...path, name] : path;
  if (part.settings === undefined && isMap) {
    planner.report('contradiction', at, `The format ${name} has no settings.`, {
      part: 'key',
      suggestion: `write format: ${name}`,
    });
    return undefined;
  }
  const given = isMap ? (format as Readonly<Record<string, unknown>>)[name] : undefined;
  if (!isMap && part.settings?.safeParse(undefined, ONCE).success === false) {
    planner.report('missing-key', path, `The format ${name} needs its settings.`, {
      suggestion: NEEDS[name] ?? `write format: { ${name}: … }`,
    });
    return undefined;
  }
  const settings = fitting(planner, at, part, given);
  if (part.settings?.safeParse(settings, ONCE).success === false) {
    parsePart(planner, at, part, given);
    return undefined;
  }
  const used: PartSetting = isMap ? { [name]: settings } : name;
  return isAccepted(planner, at, timePath, used, time) ? used : undefined;
};

/** What is mostly meant where a format stands without the settings that it needs. */
const NEEDS: Readonly<Record<string, string>> = {
  json: 'write jsonl, or { json: { user: user.id } } for fields with names of your own',
  nginx:
    "write access-log for what nginx writes by itself, or { nginx: '$remote_addr …' } with your log_format",
};

/** Patterns and paths are judged by the codec itself, and so is how times are written. */
const isAccepted = (
  planner: Planner,
  path: Path,
  timePath: Path,
  format: PartSetting,
  time: TimeSettings,
): boolean => {
  const make = (given: TimeSettings): unknown => codecOf(format, planner.parts, given);
  try {
    make(time);
    return true;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    if (/time format/.test(error.message))
      planner.report('bad-value', [...timePath, 'format'], error.message);
    else if (/how long it took/.test(error.message))
      planner.report('bad-value', [...timePath, 'stamp'], error.message);
    else refuseSettings(planner, path, format, error.message);
    return false;
  }
};

/** What a codec objects to, under the setting that it names, or under the piece of a pattern. */
const refuseSettings = (planner: Planner, path: Path, format: PartSetting, message: string): void => {
  const given = typeof format === 'object' ? Object.values(format)[0] : undefined;
  const [, why, piece = ''] = /error parsing regexp: (.*?): `(.*)`\./s.exec(message) ?? [];
  if (typeof given === 'string' && why !== undefined) {
    const start = given.indexOf(piece.replaceAll('(?P<', '(?<'));
    const within =
      start === -1 ? undefined : ([start, start + piece.replaceAll('(?P<', '(?<').length] as const);
    const isLooking = /^\(\?<?[=!]/.test(piece.replaceAll('(?P<', '(?<'));
    const said = isLooking
      ? 'Patterns cannot look ahead or back: they are linear in the length of a line.'
      : `The pattern cannot be read: ${why}.`;
    planner.report('bad-value', path, said, { within });
    return;
  }
  const key =
    typeof given === 'object' && given !== null
      ? Object.keys(given).find((name) => message.toLowerCase().includes(name))
      : undefined;
  planner.report('bad-value', key === undefined ? path : [...path, key], message);
};
