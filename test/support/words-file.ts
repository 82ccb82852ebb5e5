import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { savedFiles } from '../../src/io/sources/file/saved/saved-position.js';
import { type FileOptions, file } from '../../src/io/sources/file.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { observed } from './observed.js';
import { startAfter, startAt } from './start-at.js';
import { temporaryDirectory } from './temporary-directory.js';
import { whileTimePasses } from './while-time-passes.js';
import { type Word, wordsCodec } from './words-codec.js';

export const textsOf = (chunks: readonly Chunk<Word>[]): string[] =>
  chunks.flatMap(({ rows }) => rows.map(({ text }) => text));

/** Where a run after these chunks goes on in each of the files that they tell of. */
export const placesOf = (chunks: readonly Chunk<Word>[]) => {
  const { position, remembered } = startAfter(chunks);
  return savedFiles(position, remembered).files.map(({ offset, codec }) => ({ offset, codec }));
};

/** A file of a test and a source that reads it. */
export const setUp = async (
  content: string | Buffer | undefined,
  options: Partial<FileOptions<Word>> & { readonly path?: string } = {},
) => {
  const path = options.path ?? join(await temporaryDirectory(), 'words.txt');
  if (content !== undefined) await writeFile(path, content);
  const clock = virtualClock(1_000_000);
  const warnings: string[] = [];
  const source = observed(
    file({
      path,
      codec: wordsCodec,
      fields: 'all',
      clock,
      onWarning: (message) => warnings.push(message),
      ...options,
    }),
  );
  return { path, clock, warnings, source };
};

/** As `setUp`, following, with a run that is pulled up to each moment at which the source has seen everything. */
export const setUpFollowing = async (
  content: string | Buffer | undefined,
  options: Partial<FileOptions<Word>> & { readonly path?: string } = {},
) => {
  const made = await setUp(content, { follow: true, ...options });
  const controller = new AbortController();
  const run = made.source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
  onTestFinished(async () => {
    controller.abort();
    await whileTimePasses(made.clock, Promise.resolve(run.return?.(undefined)));
  });
  const catchUp = async (): Promise<Chunk<Word>[]> => {
    const chunks: Chunk<Word>[] = [];
    for (;;) {
      const { value, done } = await whileTimePasses(made.clock, run.next());
      if (done) return chunks;
      chunks.push(value);
      if (value.now !== undefined) return chunks;
    }
  };
  return { ...made, controller, run, catchUp };
};

/** Files of a directory that this process has open, deleted ones too; none where the system does not tell. */
export const openIn = async (directory: string): Promise<string[]> => {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return links.filter((link) => link.startsWith(directory));
};

/** How often this process has the file open; 0 where the system does not tell. */
export const openCount = async (path: string): Promise<number> =>
  (await openIn(path)).filter((link) => link === path).length;
