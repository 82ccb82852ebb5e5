import { resolve } from 'node:path';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { FileComposer } from './file/file-composer.js';
import type { FileBody, FileMemory } from './file/file-memory.js';
import { fileNames } from './file/file-names.js';
import { claimPath, releasePath } from './file/path-claims.js';
import { prepareFile } from './file/prepare-file.js';
import { writeAt } from './file/write-at.js';
import { writtenFiles } from './file/written-files.js';
import { jsonLines } from './json-lines.js';
import type { Emitted, Sink } from './sink.js';

export interface FileSinkOptions {
  /** A regular file; relative to the working directory. Directories that are missing are made. */
  readonly path: string;
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /**
   * One or more whole lines for each row, newlines included; rows together give what each gives alone. JSON lines by
   * default.
   */
  readonly format?: (rows: readonly Emitted[]) => string;
  /** Opens the next file when the size would be exceeded, the period is over, or either. */
  readonly rotate?: {
    /** Bytes of one file, at most; a row is never split, so a longer one has a file of its own. */
    readonly size?: number;
    /** A whole number of seconds; periods are aligned to the epoch, in UTC. */
    readonly every?: Duration;
  };
  /** Bytes written at once, at most; 1 MiB by default. */
  readonly deliveryBytes?: number;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Writes rows as text to a file, exactly once: a commit fixes file and byte of every row, and writing there again
 * changes nothing. Deliveries must be written one at a time and in order.
 *
 * Without `rotate` the file is `path` itself. With it files are opened under their final names and never renamed:
 * `alerts.jsonl` becomes `alerts.20260509T160000Z.jsonl` (start of the period), `alerts.000001.jsonl` (size) or
 * `alerts.20260509T160000Z.000001.jsonl` (both). A row's own `time` chooses the period; a row of an older period
 * goes to the newest file. A row without a time, or more than a period ahead of the watermark, counts as at the watermark.
 *
 * A first run, and one whose state is gone, appends to what is there, after a newline where the last line lacks one.
 * A later run first cuts off what stands past the committed offset, and says so. Any failed system call is retryable: a person can mend it
 * while the rows wait. A file that was truncated, replaced or written to by somebody else is 'undeliverable' for good.
 * Throws TidemarkError 'bad-options' for sizes that make no sense; so does the first use of a path that another sink
 * of this process has.
 *
 * @example
 * ```ts
 * import { fileSink } from 'tidemark';
 *
 * const alerts = fileSink({ path: '/var/log/alerts.jsonl', rotate: { every: '1d' } });
 * ```
 */
export const fileSink = (options: FileSinkOptions): Sink => {
  const {
    format = jsonLines(),
    rotate = {},
    deliveryBytes = 1024 * 1024,
    onWarning: warn = () => undefined,
  } = options;
  if (options.path === '' || options.path.includes('\0')) throw refused('The path is empty or holds a NUL.');
  const path = resolve(options.path);
  const size = wholeBytes('rotate.size', rotate.size);
  wholeBytes('deliveryBytes', deliveryBytes);
  const every = rotate.every === undefined ? undefined : toMilliseconds(rotate.every);
  if (every !== undefined && !(every >= 1000 && every % 1000 === 0)) {
    throw refused(`rotate.every is ${rotate.every}: a period is a whole number of seconds, 1s or more.`);
  }
  const destination = `file ${path}`;
  const names = fileNames(path, every !== undefined, size !== undefined);
  const owner = {};
  const files = writtenFiles(path, { every, size });

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'exactly once',
    keepsRows: false,
    prepare: async ({ saved, kept }) => {
      claimPath(files, owner);
      // Only what this sink composed is kept for it.
      return { saved: await prepareFile(saved as FileMemory | undefined, names, warn), kept };
    },
    compose: (rows, { saved }, watermark) => {
      const memory = saved as FileMemory | undefined;
      const composer = new FileComposer({ names, format, deliveryBytes, size, every }, memory, watermark);
      for (const row of rows) composer.add(row);
      return composer.end();
    },
    write: async ({ body }, signal) => {
      claimPath(files, owner);
      await writeAt(body as FileBody, signal);
    },
    close: async () => releasePath(files, owner),
  };
};

const refused = (message: string): TidemarkError => new TidemarkError('bad-options', `File sink: ${message}`);

const wholeBytes = (name: string, bytes: number | undefined): number | undefined => {
  if (bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 1)) return bytes;
  throw refused(`${name} is ${bytes}: pass a whole number of bytes, 1 or more.`);
};
