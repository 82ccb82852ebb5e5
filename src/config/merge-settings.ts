import { isTree } from './is-tree.js';

/**
 * What the user wrote over what there was: maps are merged key by key, anything else replaces, and null takes out.
 * `whole` names keys whose maps replace each other whole: a source is one thing or another.
 */
export const mergeSettings = (
  under: unknown,
  over: unknown,
  whole: ReadonlySet<string> = new Set(),
): unknown => {
  if (!isTree(over) || !isTree(under)) return isTree(over) ? withoutNulls(over) : over;
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key];
    else
      merged[key] =
        key in under && !whole.has(key) ? mergeSettings(under[key], value, whole) : withoutNulls(value);
  }
  return merged;
};

const withoutNulls = (value: unknown): unknown => {
  if (!isTree(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
};
