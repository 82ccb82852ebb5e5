import { escaped } from './member-partitions.js';

/** What each member has remembered, under its own keys. What is of no member is left where it is. */
export const rememberedByMember = (
  names: readonly string[],
  remembered: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ReadonlyMap<string, unknown>> => {
  const members = new Map(names.map((name) => [name, new Map<string, unknown>()]));
  const byPrefix = new Map(names.map((name) => [escaped(name), members.get(name)]));
  for (const [key, value] of remembered) {
    const end = key.indexOf(':');
    byPrefix.get(key.slice(0, end))?.set(key.slice(end + 1), value);
  }
  return members;
};
