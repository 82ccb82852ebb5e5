/** A name as SQL holds it. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of a table, with its schema where it has one: `monitor.metrics`. A dot in a name cannot be written. */
export const quotedTable = (table: string): string => table.split('.').map(quotedName).join('.');

/** A text as SQL holds it. */
export const quotedText = (text: string): string =>
  text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
