/**
 * The value of the field with the name `names[at]`. V8 remembers, for each place in the program where a field is read,
 * which field that was; where one place reads them all it has to search. So each of the first eight has a place.
 */
export function fieldAt(
  row: Readonly<Record<string, unknown>>,
  names: readonly string[],
  at: number,
): unknown {
  switch (at) {
    case 0:
      return row[names[0] as string];
    case 1:
      return row[names[1] as string];
    case 2:
      return row[names[2] as string];
    case 3:
      return row[names[3] as string];
    case 4:
      return row[names[4] as string];
    case 5:
      return row[names[5] as string];
    case 6:
      return row[names[6] as string];
    case 7:
      return row[names[7] as string];
    default:
      return row[names[at] as string];
  }
}
