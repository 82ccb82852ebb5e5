import { AccessLogParser } from './access-log-parser.js';
import { AccessLogStrings } from './access-log-strings.js';
import { WantedFields } from './wanted-fields.js';

/** Whether a line is certainly one of an NCSA access log: a name, a valid time, a quoted request, a status and a size. */
export function isAccessLog(line: string): boolean {
  const bytes = Buffer.from(line, 'utf8');
  return parser.parse(bytes, 0, bytes.length) !== undefined;
}

/** Asked for no fields, it remembers no strings; what it does remember, a day and a zone, decides nothing. */
const parser = new AccessLogParser(new WantedFields([]), new AccessLogStrings(), {
  firstName: 'auto',
  combined: true,
  durationUnit: 's',
});
