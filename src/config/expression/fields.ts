import { type Compiled, folded, type Run, type Source } from './compiled.js';
import type { ExpressionType } from './expression-type.js';
import { typeName } from './expression-type.js';

type Fields = Readonly<Record<string, unknown>>;

/** Rows of windows inherit `time`, so inherited names are read too, but never those that every object has. */
const isPlain = (name: string): boolean => !(name in Object.prototype);

/** What a map holds under a name of its own; null where it holds nothing, and for what is no map. */
export const ownField = (map: unknown, name: string): unknown =>
  typeof map === 'object' && map !== null && !Array.isArray(map) && Object.hasOwn(map, name)
    ? ((map as Fields)[name] ?? null)
    : null;

/** A field of the row. */
export const fieldOf = (name: string, type: ExpressionType, source: Source): Compiled =>
  isPlain(name)
    ? { type, source, field: name, run: (row) => (row as Fields)[name] ?? null }
    : { type, source, run: (row) => ownField(row, name) };

/** `left.name`: a field inside a map. */
export const memberOf = (left: Compiled, name: string, source: Source): Compiled => {
  if (left.type !== 'map' && left.type !== 'any')
    source.refuse(
      `${left.source.text} is ${typeName(left.type)} and has no fields.`,
      name === 'length' || name === 'size' ? `write size(${left.source.text})` : undefined,
    );
  const { run } = left;
  return folded({ type: 'any', source, run: (row) => ownField(run(row), name) }, [left]);
};

/** `left[index]`: an element of a list, from 0, or a field of a map; null where there is none. */
export const elementOf = (left: Compiled, index: Compiled, source: Source): Compiled => {
  const at = (collection: unknown, key: unknown, row: object): unknown => {
    if (collection === null || key === null) return null;
    if (Array.isArray(collection))
      return typeof key === 'number'
        ? (collection[key] ?? null)
        : source.without(null, row, key, 'a list is indexed by a number');
    if (typeof collection !== 'object')
      return source.without(null, row, collection, 'only lists and maps have elements');
    return typeof key === 'string'
      ? ownField(collection, key)
      : source.without(null, row, key, 'a map is indexed by a string');
  };
  const wanted = left.type === 'list' ? 'number' : left.type === 'map' ? 'string' : 'any';
  if (wanted === 'any' && left.type !== 'any')
    source.refuse(`${left.source.text} is ${typeName(left.type)} and has no elements.`);
  if (wanted !== 'any' && index.type !== wanted && index.type !== 'any')
    index.source.refuse(`${typeName(left.type)} is indexed by ${typeName(wanted)}.`.replace(/^a/, 'A'));
  const [collection, key]: [Run, Run] = [left.run, index.run];
  return folded({ type: 'any', source, run: (row) => at(collection(row), key(row), row) }, [left, index]);
};
