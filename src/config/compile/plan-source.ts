import type { Path } from '../diagnostic.js';
import { findFormat, formatFields } from '../parts/format.js';
import type { FieldInfo, RowFields, SourcePart, TimeSettings } from '../parts/part.js';
import type { PartSetting } from '../settings/part-setting.js';
import { rowName } from './field-names.js';
import { planFormat } from './plan-format.js';
import { objection, parsePart } from './plan-sinks.js';
import type { Planner } from './planner.js';
import { settingChecks } from './setting-checks.js';

/** A source, its settings checked. */
export interface PlannedSource {
  /** The same source has the same name in every run. */
  readonly name: string;
  /** Other names that it may have had in an earlier run. */
  readonly aliases: readonly string[];
  /** Its settings as text: all, which is its name in states of earlier versions, and those that its name does not say. */
  readonly formerly: string;
  readonly rest: string;
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

const EXAMPLE = '{ file: /var/log/access.log }';
const FOR_EXAMPLE = `write for example ${EXAMPLE}`;

/** Checks the sources of a pipeline, and what is known of their rows together. */
export const planSources = (
  planner: Planner,
  path: Path,
  setting: PartSetting | readonly PartSetting[] | undefined,
  own: SourcePart<never> | undefined,
  time: TimeSettings,
): PlannedSources => {
  if (setting === undefined) {
    if (planner.isLeftOut(path)) return { sources: [], fields: UNKNOWN };
    planner.report('missing-key', path.slice(0, -1), 'A pipeline needs a source.', {
      part: 'key',
      suggestion: `write source: ${EXAMPLE}`,
    });
    return { sources: [], fields: UNKNOWN };
  }
  const isList = Array.isArray(setting);
  const list: readonly PartSetting[] = isList ? setting : [setting as PartSetting];
  if (list.length === 0)
    planner.report('missing-key', path, 'This list of sources is empty.', { suggestion: FOR_EXAMPLE });
  const timePath = [...path.slice(0, -1), 'time'];
  const planned = list.map((one, i) =>
    planSource(planner, isList ? [...path, i] : path, one, own, time, timePath),
  );
  const fields = joined(planned.map((one) => one.fields));
  const found = distinguished(
    planner,
    planned.flatMap(({ source }) => source ?? []),
  );
  checkTime(planner, [...timePath, 'field'], found, fields, time);
  return { sources: found, fields };
};

/** Sources that differ in something else only, such as their tags, are told apart by that. */
const distinguished = (planner: Planner, sources: readonly PlannedSource[]): readonly PlannedSource[] =>
  sources.map((source, i) => {
    const { name, rest, path } = source;
    const twins = sources.filter((other) => other.name === name);
    if (twins.length === 1) return source;
    if (sources.slice(0, i).some((other) => other.name === name && other.rest === rest)) {
      const message = 'This source reads the same as another of this pipeline: every row would count twice.';
      planner.report('contradiction', path, message, { suggestion: 'take one of them out' });
    }
    const aliases = source.aliases.map((alias) => `${alias} ${rest}`);
    return { ...source, name: `${name} ${rest}`, aliases: [...aliases, source.formerly] };
  });

const planSource = (
  planner: Planner,
  path: Path,
  setting: PartSetting,
  own: SourcePart<never> | undefined,
  time: TimeSettings,
  timePath: Path,
): { readonly source?: PlannedSource; readonly fields: RowFields } => {
  const { sources, planned } = planner.parts;
  const given = typeof setting === 'string' ? { [setting]: true } : setting;
  const keys = Object.keys(given);
  const part = own ?? sources.find(({ name }) => keys.includes(name));
  if (part === undefined) {
    const later = planned.sources.find((name) => keys.includes(name));
    if (later !== undefined) {
      planner.report('not-built', [...path, later], `The source ${later} is not built yet.`, { part: 'key' });
    } else if (keys.length === 0) {
      planner.report('missing-key', path, 'This source is empty.', { suggestion: FOR_EXAMPLE });
    } else {
      const known = sources.map(({ name }) => name);
      const isFile = typeof setting === 'string' && /[./]/.test(setting);
      planner.reportUnknown(
        'unknown-name',
        typeof setting === 'string' ? path : [...path, keys[0] ?? ''],
        'source',
        keys[0] ?? '',
        known,
        {
          part: typeof setting === 'string' ? 'value' : 'key',
          ...(isFile && { suggestion: `write { file: ${setting} }` }),
        },
      );
    }
    return { fields: UNKNOWN };
  }
  const usesFormat = 'format' in given;
  const format = usesFormat
    ? planFormat(planner, [...path, 'format'], given.format, time, timePath)
    : undefined;
  if (usesFormat && format === undefined) return { fields: UNKNOWN };
  const parsed = parsePart(planner, path, part, usesFormat ? { ...given, format } : given);
  const settings =
    parsed === undefined || part.expand === undefined
      ? parsed
      : (part.expand(parsed, settingChecks(planner, path)) as never);
  if (settings === undefined) {
    // Its format has been checked, and says what is in its rows whatever else is wrong.
    const { tag } = given;
    const isNamed =
      typeof format === 'string' || (typeof format === 'object' && format !== null && !Array.isArray(format));
    return {
      fields: isNamed ? formatFields(format as PartSetting, planner.parts, tag !== undefined) : UNKNOWN,
    };
  }
  for (const [key, message] of part.objections?.(settings) ?? []) objection(planner, [...path, key], message);
  const { tag } = given;
  const { [part.name]: _, ...rest } = given;
  const formerly = JSON.stringify(given);
  const [name = formerly, ...aliases] = part.identities?.(settings) ?? [];
  return {
    source: {
      name,
      aliases: [...aliases, ...(name === formerly ? [] : [formerly])],
      formerly,
      rest: JSON.stringify(rest),
      part,
      settings,
      tag: typeof tag === 'string' ? tag : undefined,
      path,
    },
    fields: part.fields(settings, planner.parts),
  };
};

/** Whether rows have the field of their time; a format that knows it takes no other. */
const checkTime = (
  planner: Planner,
  path: Path,
  sources: readonly PlannedSource[],
  fields: RowFields,
  { field }: TimeSettings,
): void => {
  const { known, open } = fields;
  if (field === undefined || field === 'time') return;
  for (const { part, settings } of sources) {
    const format = part.format?.(settings);
    if (format === undefined) continue;
    const { part: found } = findFormat(format as PartSetting, planner.parts);
    if (found.takesTime) continue;
    const message = `Rows of the format ${found.name} have their own time: no other field can be it.`;
    planner.report('contradiction', path, message, { suggestion: 'take it out' });
    return;
  }
  if (!open && !Object.hasOwn(known, rowName(fields, field)))
    planner.reportUnknownField('unknown-field', path, field, fields);
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
  const format = all[0]?.format;
  return {
    known,
    names: joinedNames(all),
    open: all.some(({ open }) => open) || all.length === 0,
    ...(format !== undefined && all.every((fields) => fields.format === format) && { format }),
  };
};

/** A name that means one thing in one log and another in the next is no name for both. */
const joinedNames = (all: readonly RowFields[]): Readonly<Record<string, string>> => {
  const entries = all.flatMap(({ names = {} }) => Object.entries(names));
  const clash = new Set(
    entries
      .filter(([name, field]) => entries.some((other) => other[0] === name && other[1] !== field))
      .map(([name]) => name),
  );
  return Object.fromEntries(entries.filter(([name]) => !clash.has(name)));
};
