import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { auto } from '../codecs/auto/auto.js';
import type { Row } from '../codecs/fields/row.js';
import { auditOf, type FileAudit } from './file/audit/file-audit.js';
import { ReadTotals } from './file/audit/read-totals.js';
import { FileSet } from './file/file-set.js';
import { followFiles } from './file/follow-files.js';
import { KnownFiles } from './file/identity/known-files.js';
import { FileEvents } from './file/looking/file-events.js';
import { PathSet } from './file/looking/path-set.js';
import { Handles } from './file/reading/handles.js';
import { ReadAhead } from './file/reading/read-ahead.js';
import { replayFiles } from './file/replay-files.js';
import type { FileStart } from './file/rotation/start-chain.js';
import { Beginnings } from './file/start/beginnings.js';
import { type ReadingOptions, readingOptions } from './reading-options.js';
import type { Source, SourceRun, SourceStart } from './source.js';

export interface FileOptions<T> extends ReadingOptions<T> {
  /**
   * A path or a glob, or several; what a glob with `!` before it fits is left out of the others. All that one glob finds
   * belongs to it, also what appears later while it is followed. Relative to the working directory of this moment.
   */
  readonly path: string | readonly string[];
  /** Wait for more at the end, and for a file that is not there yet; false by default. */
  readonly follow?: boolean;
  /** Where to begin where no position is given; 'beginning' by default. A file that appears later is read from its beginning. */
  readonly start?: FileStart;
  /** What a single pass does with a last line that no newline ends: count it (default), or leave it to the next run. */
  readonly lastLine?: 'take' | 'leave';
  /** Milliseconds for which a rotated file is kept open after its last byte, for a writer that has not let go of it; 10,000 by default. */
  readonly grace?: number;
  /** Whether events of the file system wake a follower before the next poll; true by default. */
  readonly watch?: boolean;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/** Without a codec the format is told by the first lines, as by `autoCodec()`. */
export type AutoFileOptions = Omit<FileOptions<Row>, 'codec'> & { readonly codec?: undefined };

/** Where reading stands; of the run that was started last. */
export interface FileProgress {
  /** Bytes of the files that are behind us: read, or skipped by `start`. */
  readonly bytes: number;
  /** Bytes in the files when they were last looked at. */
  readonly total: number;
  /** Bytes that were read from disk, for whatever reason. */
  readonly read: number;
}

export interface FileSource<T> extends Source<T> {
  readonly progress: FileProgress;
  /** What was read of which file, also by the runs before the one that was started last. */
  audit(): readonly FileAudit[];
}

/** Files held open at once, at most. */
const MOST_HANDLES = 256;
/** Pieces read at once where one path is read; several take turns with each piece. */
const PIECES_AHEAD = 4;

/**
 * Reads files to their ends, or follows them as they grow and are rotated. Given a path or paths alone it reads all of them
 * once, in the format that their first lines tell, each its own.
 *
 * Names: a path has one form, however it is spelled. A link is followed to where it leads, and what it leads to by another
 * day is what the path was rotated to. A file that several of the names lead to, through whatever links, is read by one of
 * them, and goes on where it was under another name in the next run, renamed or not. What is not named any more is
 * remembered, for when it is. A file that a sink of this process writes is refused, 'bad-options'.
 *
 * Identity: a file is device + inode + a fingerprint of its first bytes (up to 1 KiB). A path that another file comes to
 * lie at was rotated: the old file is read to its end, also what is still written to it, and closed after `grace`
 * without more; then come those that were rotated away in between, told by their names (`access.log.1`,
 * `access.log-20260101`, also with `.gz`, `.zst` or `.bz2`) and times, then the new one. The same after a resume. What was truncated goes on
 * in the copy that was made of it, where there is one beside it, and then from its beginning.
 *
 * Partitions: one plain path has none. Else each path is one, with its rotated predecessors; all are announced by a
 * chunk without rows before their rows, and `ended` when a single pass is through with them, or when a file that a glob
 * found has been gone for `grace`. A single pass reads on in the one whose last row is oldest. Following takes turns.
 * Those of the run before that are none any more are ended too; of files that a single pass has read to their ends, and
 * that are as they were, nothing is said.
 *
 * Beginnings: where a path is begun is said by a chunk without rows before its first row, and a commit is due until that
 * is acknowledged. So after a crash nothing is lost of what was rotated meanwhile.
 *
 * What is remembered tells for each file, under a key of its own, identity and offset, and a run resumes exactly after its
 * rows; the position is small. A file that nobody reads any more stays known while it is there: renamed to what a glob
 * finds it is not read again. What is gone is summed up in the end. Positions of earlier versions, which told everything
 * by themselves, are taken up. Gzip files are known by their first bytes, and offsets in them count what is decompressed.
 *
 * Once: throws TidemarkError 'unreadable' where a file is missing, a directory or not ours to read. Following: warns once
 * and waits for what is missing or may not be read, holds a last line back until its newline comes, and after each look
 * at all files up to which everything has been handed over yields a chunk with `now`, the time at which the look began. A
 * look asks the system once for each file, and opens only what has changed; once it has caught up, looking takes a fifth
 * of a core at most.
 *
 * What nobody can know, because the kernel does not tell:
 * - Bytes that were written after the last look and then truncated away, unless a copy of them lies beside the file.
 *   With copytruncate these are the bytes written between its copying and its truncating.
 * - A file that was written anew and begins with the same bytes (as many as were seen of it, at most 1 KiB), where it is
 *   no shorter than what was read: it counts as the same file, and is read on from there.
 * - What was written to a file that had been empty, and copied and truncated before the next look.
 * - Bytes written to a rotated file after `grace` without any, or to one that was deleted while nothing was reading.
 * - What is changed without the file's time of change telling, more than two seconds after it was changed before.
 *
 * @example
 * ```ts
 * import { accessLogCodec, file } from 'tidemark';
 *
 * const whole = file('access.log');
 * const followed = file({ path: '/var/log/nginx/*.log', codec: accessLogCodec(), follow: true, start: 'end' });
 * ```
 */
export function file(path: string | readonly string[] | AutoFileOptions): FileSource<Row>;
export function file<T>(options: FileOptions<T>): FileSource<T>;
export function file<T>(
  given: string | readonly string[] | AutoFileOptions | FileOptions<T>,
): FileSource<Row> | FileSource<T> {
  if (typeof given === 'string' || isList(given)) return fileSource({ path: given, codec: auto() });
  const { codec } = given;
  return codec === undefined ? fileSource({ ...given, codec: auto() }) : fileSource({ ...given, codec });
}

const isList = (given: unknown): given is readonly string[] => Array.isArray(given);

const fileSource = <T>(options: FileOptions<T>): FileSource<T> => {
  const { follow = false, start = 'beginning', lastLine = 'take', grace = 10_000, watch = true } = options;
  const { onWarning: warn = () => undefined } = options;
  const { codec, fields, clock, readBytes, poll } = readingOptions(options);
  const given = typeof options.path === 'string' ? [options.path] : options.path;
  check(given, start, grace);
  const paths = new PathSet(given);
  let set: FileSet<T> | undefined;
  let meter = { read: 0 };
  let totals = new ReadTotals();

  async function* chunks(
    from: SourceStart,
    opened: (files: FileSet<T>, totals: ReadTotals) => void,
  ): AsyncGenerator<Chunk<T>, void, undefined> {
    const { stop } = from;
    if (stop.aborted) return;
    const pieces = paths.only === undefined ? 1 : PIECES_AHEAD;
    const buffer = Buffer.allocUnsafeSlow(readBytes * pieces);
    meter = { read: 0 };
    totals = new ReadTotals();
    const files = new FileSet<T>(paths, {
      ...{ codec, fields, clock, follow, grace, lastLine, warn, meter, totals },
      ahead: new ReadAhead(buffer, readBytes),
      handles: new Handles(MOST_HANDLES),
      known: new KnownFiles(meter),
      beginnings: new Beginnings(),
    });
    set = files;
    opened(files, totals);
    const events = follow && watch ? new FileEvents(clock) : undefined;
    try {
      await files.begin(from, start);
      if (follow) yield* followFiles(files, { clock, poll, events, watchAnyName: paths.hasGlobs }, stop);
      else yield* replayFiles(files, stop);
    } finally {
      events?.close();
      await files.close();
    }
  }

  const read = (start: SourceStart): SourceRun<T> => {
    let files: FileSet<T> | undefined;
    let own: ReadTotals | undefined;
    const given = chunks(start, (opened, totals) => {
      files = opened;
      own = totals;
    });
    return {
      [Symbol.asyncIterator]: () => given,
      acknowledge: async (position) => files?.acknowledge(position),
      get commitDue() {
        return files?.commitDue;
      },
      get lines() {
        return own?.lines ?? 0;
      },
    };
  };

  return {
    read,
    get progress() {
      const { bytes, total } = totals;
      return { bytes, total, read: meter.read };
    },
    audit: () => (set === undefined ? [] : auditOf(set.saved)),
  };
};

const check = (paths: readonly string[], start: FileStart, grace: number): void => {
  if (paths.length === 0) throw new TidemarkError('bad-options', 'path is an empty list: name a file.');
  if (paths.includes('')) throw new TidemarkError('bad-options', 'path is empty: name a file.');
  if (!Number.isFinite(grace) || grace < 0) {
    throw new TidemarkError('bad-options', `grace is ${grace}: pass a number of milliseconds, 0 or more.`);
  }
  if (typeof start === 'object' && !(Number.isFinite(start.milliseconds) && start.milliseconds >= 0)) {
    throw new TidemarkError(
      'bad-options',
      `start is ${start.milliseconds} milliseconds before the newest line: pass a number, 0 or more.`,
    );
  }
};
