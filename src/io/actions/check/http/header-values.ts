type Headers = readonly (readonly [name: string, value: string])[];

/** All values of a header. */
export const headerValues = (headers: Headers, name: string): readonly string[] =>
  headers.filter(([one]) => one === name).map(([, value]) => value);

/** The parts of one whose value is a list, of all its lines together. */
export const headerList = (headers: Headers, name: string): readonly string[] =>
  headerValues(headers, name).flatMap((value) => value.split(',').map((part) => part.trim()));
