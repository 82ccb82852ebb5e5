import { startTime } from './start-time.js';
import { hasSyslogTime } from './syslog-time.js';

/** Whether a line begins with a time, be it one without a year. */
export function isLines(line: string): boolean {
  return !Number.isNaN(startTime(line, 'UTC')) || hasSyslogTime(line);
}
