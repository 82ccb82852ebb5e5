type Json = Record<string, unknown>;

/**
 * The records that an object is nothing but a list of, as Azure sends them to event hubs (`{"records": […]}`) and CloudTrail writes
 * files (`{"Records": […]}`); undefined for any other object.
 */
export function jsonRecords(object: Json): readonly Json[] | undefined {
  const list = object.records ?? object.Records;
  if (!Array.isArray(list) || Object.keys(object).length !== 1) return undefined;
  const records: readonly unknown[] = list;
  return records.every(isObject) ? records : undefined;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
