/** A row as comparable data: its own fields and its event time; -0 as 0. Two rows are the same if their plain texts are. */
export const plain = (value: unknown): string => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'bigint':
      return `"${value}n"`;
    case 'boolean':
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : plainObject(value);
    default:
      return `"${typeof value}"`;
  }
};

const plainObject = (value: object): string => {
  if (Array.isArray(value)) return `[${value.map(plain).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON());
  const keys = Object.keys(value);
  if ('time' in value && !Object.hasOwn(value, 'time')) keys.push('time');
  const fields: { readonly [field: string]: unknown } = value as { readonly [field: string]: unknown };
  let text = '{';
  for (const key of keys.sort())
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${plain(fields[key])}`;
  return `${text}}`;
};
