import { FORMATS, type Format } from '../formats.js';

/** What a line tells of the format that it is in. */
export interface Evidence {
  readonly format: Format;
  /** Whether it reports an HTTP request. */
  readonly isRequest: boolean;
}

/** What a line tells by itself, whatever stands before and behind it; undefined where it is certainly of no format. */
export function evidenceOf(line: string): Evidence | undefined {
  const format = FORMATS.find(({ recognises }) => recognises(line));
  if (format === undefined) return undefined;
  const { requests = false } = format;
  return { format, isRequest: requests === true || (requests !== false && requests(line)) };
}
