import type { Path } from '../diagnostic.js';
import { codecOf, findFormat } from '../parts/format.js';
import type { FieldInfo, FormatPart, RowFields, SourcePart, TimeSettings } from '../parts/part.js';
import type { PartSetting } from '../settings/part-setting.js';
import { objection, parsePart } from './plan-sinks.js';
import type { Planner } from './planner.js';

/** A source, its settings checked. */
export interface PlannedSource {
  /** The same source has the same name in every run. */
  readonly name: string;
  readonly part: SourcePart<never>;
  readonly settings: never;
  readonly tag: string | undefined;
  readonly path: Path;
}

export interface PlannedSources {
  readonly sources: readonly PlannedSource[];
  readonly fields: RowFields;
}

/** Nothing is known of the rows of what cannot be planned: nothing more is said against what uses them. */
const UNKNOWN: RowFields = { known: {}, open: true };

export const planSources = (
  planner: Planner,
  path: Path,
  setting: PartSetting | readonly PartSetting[] | undefined,
  own: SourcePart<never> | undefined,
  time: TimeSettings,
): PlannedSources => {
  if (setting === undefined) {
    planner.report('missing-key', path.slice(0, -1), 'A pipeline needs a source.', {
      part: 'key',
      suggestion: 'write source: { file: /var/log/access.log }',
    });
    return { sources: [], fields: UNKNOWN };
  }
  const isList = Array.isArray(setting);
  const list: readonly PartSetting[] = isList ? setting : [setting as PartSetting];
  if (list.length === 0) planner.report('missing-key', path, 'This list of sources is empty.');
  const planned = list.map((one, i) => planSource(planner, isList ? [...path, i] : path, one, own, time));
  return {
    sources: planned.flatMap(({ source }) => source ?? []),
    fields: joined(planned.map(({ fields }) => fields)),
  };
};

const planSource = (
  planner: Planner,
  path: Path,
  setting: PartSetting,
  own: SourcePart<never> | undefined,
  time: TimeSettings,
): { readonly source?: PlannedSource; readonly fields: RowFields } => {
  const { sources, planned } = planner.parts;
  const given = typeof setting === 'string' ? { [setting]: true } : setting;
  const keys = Object.keys(given);
  const part = own ?? sources.find(({ name }) => keys.includes(name));
  if (part === undefined) {
    const later = planned.sources.find((name) => keys.includes(name));
    if (later !== undefined) {
      planner.report('not-built', [...path, later], `The source ${later} is not built yet.`, { part: 'key' });
    } else {
      const known = sources.map(({ name }) => name);
      planner.reportUnknown('unknown-name', [...path, keys[0] ?? ''], 'source', keys[0] ?? '', known, {
        part: 'key',
      });
    }
    return { fields: UNKNOWN };
  }
  if ('format' in given && !planFormat(planner, [...path, 'format'], given.format, time))
    return { fields: UNKNOWN };
  const settings = parsePart(planner, path, part, given);
  if (settings === undefined) return { fields: UNKNOWN };
  for (const [key, message] of part.objections?.(settings) ?? []) objection(planner, [...path, key], message);
  checkTime(planner, path, part, settings, time);
  const { tag } = given;
  return {
    source: {
      name: JSON.stringify(given),
      part,
      settings,
      tag: typeof tag === 'string' ? tag : undefined,
      path,
    },
    fields: part.fields(settings, planner.parts),
  };
};

/** Whether the format is there and its settings are in order; what is wrong has been reported. */
const planFormat = (planner: Planner, path: Path, format: unknown, time: TimeSettings): boolean => {
  // Anything else is refused by the source's own schema.
  if (typeof format !== 'string' && (typeof format !== 'object' || format === null)) return true;
  const isMap = typeof format === 'object';
  const keys = isMap ? Object.keys(format) : [format];
  if (keys.length !== 1) {
    planner.report('contradiction', path, 'A format with settings is a map with one key, its name.');
    return false;
  }
  const { formats } = planner.parts;
  const [name = ''] = keys;
  const part: FormatPart<never> | undefined = formats.find((one) => one.name === name);
  if (part === undefined) {
    const known = formats.map((one) => one.name);
    planner.reportUnknown(
      'unknown-name',
      isMap ? [...path, name] : path,
      'format',
      name,
      known,
      isMap ? { part: 'key' } : {},
    );
    return false;
  }
  const at = isMap ? [...path, name] : path;
  if (part.settings === undefined && isMap) {
    planner.report('contradiction', at, `The format ${name} has no settings.`, {
      part: 'key',
      suggestion: `write format: ${name}`,
    });
    return false;
  }
  const given = isMap ? (format as Readonly<Record<string, unknown>>)[name] : undefined;
  if (!isMap && part.settings?.safeParse(undefined).success === false) {
    planner.report('missing-key', path, `The format ${name} needs its settings.`, {
      suggestion: `write format: { ${name}: … }`,
    });
    return false;
  }
  if (part.settings !== undefined && !parses(planner, at, part, given)) return false;
  // Patterns and paths are judged by the codec itself.
  const options = { code: 'bad-value' } as const;
  return (
    planner.attempt(
      at,
      () => codecOf(format as PartSetting, planner.parts, time, () => undefined),
      options,
    ) !== undefined
  );
};

const parses = (planner: Planner, path: Path, part: FormatPart<never>, given: unknown): boolean => {
  const before = planner.diagnostics.length;
  parsePart(planner, path, part, given);
  return planner.diagnostics.length === before;
};

/** A format that knows the time of its rows takes no other. */
const checkTime = (
  planner: Planner,
  path: Path,
  part: SourcePart<never>,
  settings: never,
  { field }: TimeSettings,
): void => {
  const format = part.format?.(settings);
  if (field === undefined || format === undefined) return;
  const { part: found } = findFormat(format as PartSetting, planner.parts);
  if (found.takesTime || field === 'time') return;
  planner.report(
    'contradiction',
    path,
    `Rows of the format ${found.name} have their own time: time.field cannot name another.`,
  );
};

/** The fields of rows that come from several sources: what only some of them have may be null. */
const joined = (all: readonly RowFields[]): RowFields => {
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const known: Record<string, FieldInfo> = {};
  for (const fields of all) {
    for (const [name, info] of Object.entries(fields.known)) {
      const before = known[name];
      known[name] =
        before === undefined || before.type === info.type ? { ...info, ...before } : { type: 'any' };
    }
  }
  return { known, open: all.some(({ open }) => open) || all.length === 0 };
};
