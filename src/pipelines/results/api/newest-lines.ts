import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compareLabels, type FileNames } from '../../../io/sinks/file/file-names.js';
import { linesBackwards } from './lines-backwards.js';

export interface NewestLines {
  /** The oldest first. */
  readonly lines: readonly string[];
  /** What was not looked at, in words; absent: all of it was. */
  readonly missing?: string;
}

export interface NewestOptions {
  readonly names: FileNames;
  readonly matches: (line: string) => boolean;
  readonly most: number;
  /** Lines that may not be in the file yet, without their ends, the newest first. */
  readonly recent: Iterable<string>;
  /** Whether lines before `recent` may not be in the file yet either. */
  readonly isFull: boolean;
}

/** Bytes that are looked at for one answer, and that it has at most. */
const MOST_READ = 256 * 1024 * 1024;
const MOST_ANSWER = 16 * 1024 * 1024;

/** The newest lines of a log that match, those too that are still to be written. */
export const newestLines = async (options: NewestOptions): Promise<NewestLines> => {
  const { names, matches, most, isFull } = options;
  const found: string[] = [];
  let bytes = 0;
  let read = 0;
  /** Whether there is room for more. */
  const take = (line: string): boolean => {
    if (matches(line)) {
      found.push(line);
      bytes += line.length;
    }
    return found.length < most && bytes < MOST_ANSWER;
  };
  const answer = (missing?: string): NewestLines => ({
    lines: found.reverse(),
    ...(missing !== undefined && { missing }),
  });
  const full = (): NewestLines =>
    answer(bytes < MOST_ANSWER ? undefined : `more than ${MOST_ANSWER} bytes match: these are the newest`);

  let isFirst = true;
  for (const file of await filesOf(names)) {
    for await (const lines of linesBackwards(file, (length) => {
      read += length;
    })) {
      if (isFirst) {
        isFirst = false;
        const { waiting, isConnected } = notYet(options.recent, lines[0] ?? '');
        for (const line of waiting) if (!take(line)) return full();
        if (!isConnected && isFull)
          return answer('results before these wait to be written: the log cannot be');
      }
      for (const line of lines) if (!take(line)) return full();
      if (read >= MOST_READ) return answer(`only the newest ${MOST_READ} bytes of the log were looked at`);
    }
  }
  if (isFirst) for (const line of options.recent) if (!take(line)) return full();
  return answer();
};

/** Those of `recent` that came after the last one in the log. */
const notYet = (
  recent: Iterable<string>,
  last: string,
): { readonly waiting: readonly string[]; readonly isConnected: boolean } => {
  const waiting: string[] = [];
  for (const line of recent) {
    if (line === last) return { waiting, isConnected: true };
    waiting.push(line);
  }
  return { waiting, isConnected: false };
};

/** The files of a log, the newest first. */
const filesOf = async (names: FileNames): Promise<readonly string[]> => {
  const found = await readdir(names.directory).catch(() => []);
  return found
    .flatMap((base) => names.labelOf(base) ?? [])
    .sort((a, b) => compareLabels(b, a))
    .map((label) => join(names.directory, basename(names.nameOf(label))));
};
