/** Some fields of a row; null for those that it has not. */
export const pickFields = (row: object, fields: readonly string[]): Readonly<Record<string, unknown>> => {
  const values = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
};
