import * as z from 'zod';

/** Names of the parts of a config whose settings depend on what is built: their schemas are those of the parts. */
export type PartKind = 'source' | 'sink' | 'format' | 'route';

const WANTED: Readonly<Record<PartKind, string>> = {
  source: 'A source is wanted here, such as { file: /var/log/access.log }.',
  sink: 'An output is wanted here: a name from sinks, stdout, or one written out such as { file: out.jsonl }.',
  route:
    'An output is wanted here: a name from sinks, stdout, one written out, or { to: pager, severity: page, only: firing }.',
  format:
    'A format is wanted here: a name such as access-log, or one with its settings such as { json: { user: user.id } }.',
};

/** A part by its name alone, or as a map whose first key says which it is. What is in the map is checked by the part. */
export const partSetting = (kind: PartKind) =>
  z.union([z.string(), z.record(z.string(), z.unknown())], { error: WANTED[kind] }).meta({ part: kind });

export type PartSetting = string | Readonly<Record<string, unknown>>;
