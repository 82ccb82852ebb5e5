import { pino } from 'pino';
import type { LogLevel } from './log-levels.js';
import type { LogWriter } from './text-log.js';

/** For programs: JSON lines with `level`, `time`, `pipeline` where there is one, and `msg`. */
export const jsonLog = (level: LogLevel): LogWriter => {
  // Nothing is lost when the process ends.
  const destination = pino.destination({ dest: 2, sync: true });
  // Messages that nobody can keep are no reason to fail.
  destination.on('error', () => undefined);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    write: (kind, message, pipeline) => logger[kind](pipeline === undefined ? {} : { pipeline }, message),
    show: (kind, text) => logger[kind](text.trimEnd()),
  };
};
