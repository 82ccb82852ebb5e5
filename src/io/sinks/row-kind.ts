/** What a row that is sent says: a transition of an alert, or `row`. */
export type RowKind = 'firing' | 'reminder' | 'resolved' | 'row';

/** That of a row as it is written, read again. */
export const kindOfRow = (row: Readonly<Record<string, unknown>>): RowKind => {
  if (!('was' in row && 'state' in row && 'because' in row)) return 'row';
  return row.state !== 'firing' ? 'resolved' : row.reminder === true ? 'reminder' : 'firing';
};
