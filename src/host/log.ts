import { pino } from 'pino';
import { printableLines } from '../io/text/one-line.js';
import { LOG_LEVELS, type LogLevel } from './log-levels.js';

/** What the program says of itself. */
export interface Log {
  debug(message: string, pipeline?: string): void;
  info(message: string, pipeline?: string): void;
  warn(message: string, pipeline?: string): void;
  error(message: string, pipeline?: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes secrets out of every message. */
  readonly redact: (text: string) => string;
  /** For people, a line of text each; otherwise JSON lines. */
  readonly readable: boolean;
}

/** A log on standard error, where data never goes. */
export const stderrLog = ({ level, redact, readable }: LogOptions): Log => {
  const write = readable ? textWriter(level) : jsonWriter(level);
  const at = (kind: Exclude<LogLevel, 'silent'>) => (message: string, pipeline?: string) =>
    write(kind, redact(message), pipeline);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

type Write = (kind: Exclude<LogLevel, 'silent'>, message: string, pipeline: string | undefined) => void;

const textWriter = (level: LogLevel): Write => {
  const least = LOG_LEVELS.indexOf(level);
  return (kind, message, pipeline) => {
    if (LOG_LEVELS.indexOf(kind) < least) return;
    const where = pipeline === undefined ? '' : `${pipeline}: `;
    process.stderr.write(
      `tidemark: ${kind === 'info' || kind === 'debug' ? '' : `${kind}: `}${printableLines(where + message)}\n`,
    );
  };
};

const jsonWriter = (level: LogLevel): Write => {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Nothing is lost when the process ends.
    pino.destination({ dest: 2, sync: true }),
  );
  return (kind, message, pipeline) => logger[kind](pipeline === undefined ? {} : { pipeline }, message);
};
