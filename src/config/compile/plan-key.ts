import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import { fieldNameFault } from './field-name-fault.js';
import type { Planner } from './planner.js';

export interface PlannedKey {
  /** Fields that make the key of a stream. */
  readonly names: readonly string[];
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
  const names = by === undefined ? [] : [by].flat();
  let isSound = true;
  for (const [i, name] of names.entries()) {
    const at = Array.isArray(by) ? [...path, 'by', i] : [...path, 'by'];
    if (names.indexOf(name) < i) {
      planner.report('contradiction', at, `${name} is there twice.`, { suggestion: 'take one out' });
    } else if (Object.hasOwn(settings.measure ?? {}, name) && !Object.hasOwn(fields.known, name)) {
      const message = `${name} is a measure of this stream: rows have no field of that name yet when they are told apart.`;
      planner.report('contradiction', at, message, { suggestion: 'write a field of the rows' });
    } else if (!fields.open && !Object.hasOwn(fields.known, name)) {
      planner.reportUnknown('unknown-field', at, 'field', name, Object.keys(fields.known));
      isSound = false;
    } else if (settings.window !== undefined) {
      const fault = fieldNameFault(name);
      if (fault !== undefined) planner.report('bad-value', at, fault.message, { suggestion: fault.forKey });
    }
  }
  checkKnownKeys(planner, path, settings, names);
  return { names, isSound: isSound && planner.diagnostics.length === before };
};

const checkKnownKeys = (
  planner: Planner,
  path: Path,
  { keys, max_keys: maxKeys }: StreamSettings,
  names: readonly string[],
): void => {
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
  for (const [i, key] of names.length === 0 ? [] : (keys ?? []).entries()) {
    const parts = Array.isArray(key) ? key.length : 1;
    if (parts === names.length) continue;
    const message = `A key has ${names.length} ${names.length === 1 ? 'part' : 'parts'} here, as by has, and not ${parts}.`;
    planner.report('contradiction', [...path, 'keys', i], message, {
      suggestion: `write a value for ${names.length === 1 ? names.join() : `each of [${names.join(', ')}]`}`,
    });
  }
};
