import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import type { Planner } from './planner.js';

/** What is looked up of a field of rows. */
export interface PlannedLookup {
  /** Where the file is named. */
  readonly at: Path;
  readonly from: string;
  readonly key: string;
  /** The fields that rows get, and the columns that they are. */
  readonly columns: ReadonlyMap<string, string>;
}

export interface PlannedLookups {
  readonly lookups: readonly PlannedLookup[];
  readonly fields: RowFields;
  /** Fields of the source that are looked up. */
  readonly needs: readonly string[];
  /** Fields that rows have by it. */
  readonly made: ReadonlySet<string>;
}

const FIELD = /^[A-Za-z_]\w{0,127}$/;

/** Checks what is looked up before anything else is done to rows. */
export const planLookups = (
  planner: Planner,
  path: Path,
  { lookup = {} }: PipelineSettings,
  source: RowFields,
): PlannedLookups => {
  const lookups: PlannedLookup[] = [];
  const needs: string[] = [];
  const made = new Set<string>();
  let fields = source;
  for (const [name, settings] of Object.entries(lookup)) {
    const at = [...path, 'lookup', name];
    const { from, columns = [name] } = settings;
    const key = planner.nameIn(fields, settings.key);
    if (!fields.open && !Object.hasOwn(fields.known, key))
      planner.reportUnknownField('unknown-field', [...at, 'key'], settings.key, fields);
    if (from === '') planner.report('bad-value', [...at, 'from'], 'The name of a file is missing.');
    if (!made.has(key)) needs.push(key);
    const pairs = Array.isArray(columns)
      ? columns.map((column) => [column.replaceAll('.', '_'), column] as const)
      : Object.entries(columns);
    const known: Record<string, FieldInfo> = {};
    for (const [field] of pairs) {
      const where = columns === settings.columns ? [...at, 'columns'] : at;
      if (field === 'time' || !FIELD.test(field))
        planner.report('bad-value', where, `"${field}" cannot be a field of rows.`, {
          suggestion: `write columns: { ${field.replace(/\W+/g, '_') || 'field'}_of: ${field} }`,
        });
      else if (Object.hasOwn(fields.known, field))
        planner.report('contradiction', where, `Rows have a field "${field}" already.`, {
          suggestion: `write columns: { own_${field}: ${field} }`,
        });
      // Of a CSV all values are texts; a database has numbers too.
      known[field] = { type: from.endsWith('.mmdb') ? 'any' : 'string' };
      made.add(field);
    }
    fields = { ...fields, known: { ...fields.known, ...known } };
    lookups.push({ at: [...at, 'from'], from, key, columns: new Map(pairs) });
  }
  return { lookups, fields, needs, made };
};
