import { type Compiled, constant, folded, type Source } from './compiled.js';
import { areEqual } from './equality.js';
import { typeName, typeOfValue } from './expression-type.js';

/** `[a, b]`. */
export const listOf = (items: readonly Compiled[], source: Source): Compiled => {
  if (items.every((item) => item.constant !== undefined))
    return constant(source, 'list', Object.freeze(items.map((item) => item.constant?.value)));
  const runs = items.map((item) => item.run);
  return { type: 'list', source, run: (row) => runs.map((run) => run(row)) };
};

/** `{"a": b}`; keys are constant strings. The map has no prototype, so no name means anything but itself. */
export const mapOf = (entries: readonly (readonly [Compiled, Compiled])[], source: Source): Compiled => {
  const runs = entries.map(([key, value]) => {
    const name = key.constant?.value;
    if (typeof name !== 'string')
      return key.source.refuse('The keys of a map are strings.', 'write {"GET": 1}');
    return [name, value.run] as const;
  });
  const filled = (row: object): object => {
    const map: Record<string, unknown> = Object.create(null);
    for (const [name, run] of runs) map[name] = run(row);
    return map;
  };
  return entries.every(([, value]) => value.constant !== undefined)
    ? constant(source, 'map', Object.freeze(filled({})))
    : { type: 'map', source, run: filled };
};

/** `x in list`, `"key" in map`; false where the list or map is null. */
export const membership = (item: Compiled, collection: Compiled, source: Source): Compiled => {
  const { type } = collection;
  if (type !== 'list' && type !== 'map' && type !== 'any')
    collection.source.refuse(
      `in looks into a list or a map, and ${collection.source.text} is ${typeName(type)}.`,
      type === 'string' ? `write ${collection.source.text}.contains(${item.source.text})` : undefined,
    );
  const run = item.run;
  const values = collection.constant?.value;
  if (Array.isArray(values) && values.every((value) => value === null || typeof value !== 'object')) {
    refuseKinds(item, values);
    const set = new Set<unknown>(values);
    const holdsNumbers = values.some((value) => typeof value === 'number');
    const holdsTexts = values.some((value) => typeof value === 'string');
    const isAmong = (value: unknown): boolean => {
      if (set.has(value)) return true;
      if (typeof value === 'string') return holdsNumbers && values.some((one) => areEqual(one, value));
      return typeof value === 'number' && holdsTexts && values.some((one) => areEqual(one, value));
    };
    return folded({ type: 'bool', isDefinite: true, source, run: (row) => isAmong(run(row)) }, [
      item,
      collection,
    ]);
  }
  const holds = (things: unknown, wanted: unknown, row: object): boolean => {
    if (things === null) return false;
    if (Array.isArray(things)) return things.some((thing) => areEqual(thing ?? null, wanted));
    if (typeof things !== 'object')
      return source.without(
        false,
        row,
        things,
        `in looks into a list or a map, not ${typeName(typeOfValue(things))}`,
      );
    return typeof wanted === 'string' && Object.hasOwn(things, wanted);
  };
  const among = collection.run;
  return folded({ type: 'bool', isDefinite: true, source, run: (row) => holds(among(row), run(row), row) }, [
    item,
    collection,
  ]);
};

const refuseKinds = (item: Compiled, values: readonly unknown[]): void => {
  const isKnown = item.type === 'number' || item.type === 'string' || item.type === 'bool';
  const odd = values.find((value) => isKnown && value !== null && typeOfValue(value) !== item.type);
  if (odd !== undefined)
    item.source.refuse(
      `${item.source.text} is ${typeName(item.type)}, and never equal to ${JSON.stringify(odd)}.`,
    );
};
