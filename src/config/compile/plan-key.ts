import { largeWhole } from '../../operators/number-in-text.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import { fieldNameFault } from './field-name-fault.js';
import { rowName } from './field-names.js';
import { isSection } from './not-meant-expression.js';
import type { Planner } from './planner.js';

export interface PlannedKey {
  /** Fields that make the key of a stream, under the names that rows have. */
  readonly names: readonly string[];
  /** The keys that are known beforehand, each with a value for every field of the key. */
  readonly known: readonly (readonly unknown[])[] | undefined;
  /** Whether everything that is said of keys can be; what cannot has been reported. */
  readonly isSound: boolean;
}

/** Checks what makes the key of a stream, and which keys are known beforehand. */
export const planKey = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  fields: RowFields,
): PlannedKey => {
  const { by } = settings;
  const before = planner.diagnostics.length;
  const written = by === undefined ? [] : [by].flat();
  const names = written.map((name) => planner.nameIn(fields, name));
  let isSound = true;
  for (const [i, name] of names.entries()) {
    const at = Array.isArray(by) ? [...path, 'by', i] : [...path, 'by'];
    const twin = names.indexOf(name);
    if (twin < i) {
      const alike = written[twin] === written[i] ? '' : `, as ${written[twin]} and as ${written[i]}`;
      planner.report('contradiction', at, `${name} is there twice${alike}.`, { suggestion: 'take one out' });
    } else if (Object.hasOwn(settings.measure ?? {}, name) && !Object.hasOwn(fields.known, name)) {
      const message = `${name} is a measure of this stream: rows have no field of that name yet when they are told apart.`;
      planner.report('contradiction', at, message, { suggestion: 'write a field of the rows' });
    } else if (!fields.open && !Object.hasOwn(fields.known, name)) {
      planner.reportUnknownField('unknown-field', at, written[i] ?? name, fields);
      isSound = false;
    } else if (settings.window !== undefined) {
      if (!Object.hasOwn(fields.known, name)) planner.doubtField(at, written[i] ?? name, fields);
      warnOfAmount(planner, at, name, fields);
      const fault = fieldNameFault(name);
      if (fault !== undefined) planner.report('bad-value', at, fault.message, { suggestion: fault.forKey });
    }
  }
  const known = planKnownKeys(planner, path, settings, names, fields);
  return { names, known, isSound: isSound && planner.diagnostics.length === before };
};

const planKnownKeys = (
  planner: Planner,
  path: Path,
  { keys, max_keys: maxKeys }: StreamSettings,
  names: readonly string[],
  fields: RowFields,
): PlannedKey['known'] => {
  for (const [name, setting] of [
    ['keys', keys],
    ['max_keys', maxKeys],
  ] as const) {
    if (setting === undefined || names.length > 0) continue;
    planner.report('contradiction', [...path, name], `${name} needs by: without it there are no keys.`, {
      part: 'key',
      suggestion: 'write by: [section] beside it, or another field',
    });
  }
  if (names.length === 0) return keys?.map((key) => [key]);
  return keys?.map((key, i) => {
    const at = [...path, 'keys', i];
    const parts = isMap(key) ? partsOfMap(planner, at, key, names, fields) : [key].flat();
    if (parts === undefined) return [];
    if (parts.length !== names.length) {
      const message = `A key has ${names.length} ${names.length === 1 ? 'part' : 'parts'} here, as by has, and not ${parts.length}.`;
      planner.report('contradiction', at, message, {
        suggestion: `write a value for ${names.length === 1 ? names.join() : `each of [${names.join(', ')}]`}`,
      });
    }
    if (parts.some((part) => typeof part === 'object' && part !== null))
      planner.report('wrong-type', at, 'A part of a key is a text, a number, true or false.', {
        suggestion: `write [${names.map((name) => `a ${name}`).join(', ')}]`,
      });
    for (const [which, part] of parts.entries()) {
      if (names[which] !== 'section' || typeof part !== 'string' || isSection(part)) continue;
      const message = `A section is the first part of a path, with its slash: no row has "${part}".`;
      planner.report('bad-value', at, message, {
        severity: 'warning',
        suggestion: `write /${part.replace(/^\//, '').split('/')[0]}`,
      });
    }
    return parts.map((part, which) => asInRows(planner, at, part, names[which] ?? '', fields));
  });
};

/** A part of a key as rows have it: a key of another type would be one that no row ever has. */
const asInRows = (
  planner: Planner,
  path: Path,
  part: unknown,
  name: string,
  { known }: RowFields,
): unknown => {
  const type = known[name]?.type;
  if (type === 'string' && (typeof part === 'number' || typeof part === 'boolean')) return String(part);
  if (type !== 'number' || typeof part !== 'string') return part;
  if (largeWhole(part) !== undefined) return part;
  if (/^-?\d+(?:\.\d+)?$/.test(part)) return Number(part);
  planner.report('wrong-type', path, `${name} is a number in rows: no row has this key.`, {
    suggestion: 'write a number',
  });
  return part;
};

/** Every value of an amount would be a key of its own. */
const warnOfAmount = (planner: Planner, path: Path, name: string, { known }: RowFields): void => {
  const { unit, isClass } = known[name] ?? {};
  if (isClass === true || (unit !== 'duration' && unit !== 'size')) return;
  planner.report('unit', path, `${name} is an amount: every value of it is a key of its own.`, {
    severity: 'warning',
    suggestion: `derive a class of it: derive: { class: "bucket(${name}, 500)" }`,
  });
};

const isMap = (key: unknown): key is Readonly<Record<string, unknown>> =>
  typeof key === 'object' && key !== null && !Array.isArray(key);

/**
 * `{ app: web }` with `by: [app]`: the values in the order of `by`; undefined where it names something else, which has been
 * reported.
 */
const partsOfMap = (
  planner: Planner,
  path: Path,
  key: Readonly<Record<string, unknown>>,
  names: readonly string[],
  fields: RowFields,
): readonly unknown[] | undefined => {
  const given = new Map(Object.entries(key).map(([name, value]) => [rowName(fields, name), value]));
  for (const name of Object.keys(key)) {
    if (names.includes(rowName(fields, name))) continue;
    planner.report(
      'contradiction',
      [...path, name],
      `${name} is no part of the key: by has ${names.join(', ')}.`,
      {
        part: 'key',
        suggestion: `write { ${names.map((one) => `${one}: …`).join(', ')} }`,
      },
    );
    return undefined;
  }
  const missing = names.find((name) => !given.has(name));
  if (missing === undefined) return names.map((name) => given.get(name));
  planner.report('contradiction', path, `This key says nothing of ${missing}, which by has.`, {
    suggestion: `write { ${names.map((one) => `${one}: …`).join(', ')} }`,
  });
  return undefined;
};
