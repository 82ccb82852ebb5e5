import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Requests a second in the generated logs: 2 million lines are 33 minutes. */
const RATE = 1000;

/**
 * Generated logs of a given number of lines, kept in `directory` for the next time. All begin alike.
 * Delete the directory after a change to the generator.
 */
export const logs = (directory, main) => {
  mkdirSync(directory, { recursive: true });
  const pathOf = (lines) => join(directory, `access-${lines}.log`);
  /** Under another name until it is whole: a run that was cut short must not leave half a log. */
  const make = async (lines, write) => {
    const path = pathOf(lines);
    if (!existsSync(path)) {
      await write(`${path}.partial`);
      renameSync(`${path}.partial`, path);
    }
    return { path, lines, bytes: statSync(path).size };
  };
  return {
    generate: (lines) =>
      make(lines, (path) => {
        const traffic = [
          '--rate',
          `${RATE}/s`,
          '--for',
          `${lines / RATE}s`,
          '--start',
          '2026-05-09',
          '--seed',
          '1',
        ];
        execFileSync(
          process.execPath,
          [main, 'generate', 'access-log', '--fast', '--out', path, ...traffic],
          {
            stdio: ['ignore', 'ignore', 'inherit'],
          },
        );
      }),
    /** The first lines of a log, for programs that would take minutes over the whole. */
    head: (log, lines) =>
      lines >= log.lines
        ? log
        : make(lines, async (path) => {
            const end = endOfLine(log.path, lines);
            await pipeline(createReadStream(log.path, { end: (await end) - 1 }), createWriteStream(path));
          }),
  };
};

/** The offset after the newline of that line, counted from 1. */
const endOfLine = async (path, lines) => {
  let offset = 0;
  let left = lines;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1))
      if (--left === 0) return offset + at + 1;
    offset += chunk.length;
  }
  throw new Error(`${path} has fewer than ${lines} lines.`);
};
