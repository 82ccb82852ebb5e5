import { uniqueNames } from '../../codecs/fields/snake-case.js';

type Tags = Readonly<Record<string, string>>;

/** What rows have of tags. */
export type TagFields = Readonly<Record<`tag_${string}`, string>>;

const known = new WeakMap<Tags, TagFields>();

/** The tags of a target as fields of its rows: `team` is `tag_team`, which no other field is called. Made once for each. */
export const tagFields = (tags: Tags): TagFields => {
  const before = known.get(tags);
  if (before !== undefined) return before;
  const keys = Object.keys(tags);
  const names = uniqueNames(keys.map((key) => `tag ${key}`));
  const fields = Object.fromEntries(keys.map((key, i) => [names[i] ?? key, tags[key] ?? '']));
  known.set(tags, fields);
  return fields;
};
