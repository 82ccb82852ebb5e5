import type { ResultFormat } from '../result-formats.js';
import { nameText } from '../result-line.js';

/** Which results are asked for; times in epoch milliseconds, the end excluded. */
export interface LineFilter {
  readonly monitor?: string | undefined;
  readonly probe?: string | undefined;
  readonly status?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Whether a line of a log is one of a result that is asked for. Lines that are none of ours never are. */
export const lineFilter = (
  { monitor, probe, status, since = -Infinity, until = Infinity }: LineFilter,
  format: ResultFormat,
): ((line: string) => boolean) => {
  const isWithin = (text: unknown): boolean => {
    const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return time >= since && time < until;
  };
  if (format === 'results-jsonl') {
    return (line) => {
      const row = objectOf(line);
      return (
        row !== undefined &&
        (monitor === undefined || row.monitor === monitor) &&
        (probe === undefined || row.probe === probe) &&
        (status === undefined || row.status === status) &&
        isWithin(row.time)
      );
    };
  }
  // Names are compared as they are written.
  const [monitorText, probeText] = [monitor, probe].map((one) => one && nameText(one));
  return (line) => {
    const [, time, ofMonitor, ofProbe, ofStatus] = LINE.exec(line) ?? [];
    return (
      time !== undefined &&
      (monitor === undefined || ofMonitor === monitorText) &&
      (probe === undefined || ofProbe === probeText) &&
      (status === undefined || ofStatus === status) &&
      isWithin(time)
    );
  };
};

/** A name: in quotes with its escapes, or as it is. */
const NAME = '("(?:[^"\\\\]|\\\\.)*"|[^\\s"]+)';
const LINE = new RegExp(`^(\\S+) ${NAME} ${NAME} ${NAME.replace('(', '(?:')} (success|fail) `);

const objectOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
};
