import { oneLine, printableLines } from '../io/text/one-line.js';
import type { LogFormat, LogLevel } from './log-levels.js';
import { type LogWriter, textLog } from './text-log.js';

/** What the program says of itself, on standard error, where data never goes. */
export interface Log {
  debug(message: string, pipeline?: string): void;
  info(message: string, pipeline?: string): void;
  warn(message: string, pipeline?: string): void;
  error(message: string, pipeline?: string): void;
  /** A text of several lines that stands for itself: for people as it is, for programs one record. */
  show(text: string, kind?: 'info' | 'error'): void;
}

/** As the options are called. */
export interface LogSettings {
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

// A process has one standard error: so there is one writer, whoever says something.
let writer: LogWriter = textLog('info');

/** How the log is written from here on, by whoever writes to it. Until then: text, from `info` on. */
export const settleLog = async ({ logLevel, logFormat }: LogSettings): Promise<void> => {
  // Few want JSON: what that takes is loaded by those.
  writer = logFormat === 'json' ? (await import('./json-log.js')).jsonLog(logLevel) : textLog(logLevel);
};

// An error leaves the run that knows its secrets before it is said: so they are the process's.
let redact = (text: string): string => text;

/** What is taken out of every message from here on, whoever says it. */
export const keepSecret = (redactor: (text: string) => string): void => {
  redact = redactor;
};

const logOfProcess = (): Log => {
  const at = (kind: Exclude<LogLevel, 'silent'>) => (message: string, pipeline?: string) =>
    writer.write(kind, printableLines(redact(message)), pipeline);
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    show: (text, kind = 'info') => {
      if (text.trim() !== '') writer.show(kind, redact(text));
    },
  };
};

/** The log of the process. */
export const log: Log = logOfProcess();

/** Says something that may hold a name from outside, in one line. */
export const warn = (message: string): void => log.warn(oneLine(message));
