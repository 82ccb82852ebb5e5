import { harmless } from '../io/text/printable.js';
import { LOG_LEVELS, type LogLevel } from './log-levels.js';

/** Writes what is said to standard error. */
export interface LogWriter {
  write(kind: Exclude<LogLevel, 'silent'>, message: string, pipeline: string | undefined): void;
  /** Lines that stand for themselves. */
  show(kind: Exclude<LogLevel, 'silent'>, text: string): void;
}

/** For people: a line each, the same on a terminal and piped. */
export const textLog = (level: LogLevel): LogWriter => {
  const least = LOG_LEVELS.indexOf(level);
  const put = (kind: LogLevel, text: string): void => {
    if (LOG_LEVELS.indexOf(kind) >= least) process.stderr.write(harmless(text));
  };
  return {
    write: (kind, message, pipeline) =>
      put(kind, `tidemark: ${pipeline === undefined ? '' : `${pipeline}: `}${message}\n`),
    show: put,
  };
};
