/** A row as comparable data: its own fields and its event time; -0 as 0. Two rows are the same if their plain texts are. */
export const plain = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (value === undefined) return 'undefined';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const time = 'time' in value ? { time: value.time } : {};
    const fields = Object.entries({ ...time, ...value });
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
