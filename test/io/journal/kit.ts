import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Journal, JournalEntry } from '../../../src/io/journal/journal.js';
import { type JournalOptions, openJournal } from '../../../src/io/journal/open-journal.js';
import { type OpenSegmentFile, openSegmentFile } from '../../../src/io/journal/segment-file.js';
import { collect } from '../../support/collect.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** An entry as a test writes it down. */
export const shown = ({ sequence, time, key, body }: JournalEntry): string =>
  `${sequence} ${time} ${key ?? '-'} ${body.length > 100 ? body.length : body}`;

/** A journal that is closed when the test is over. */
export const open = async (directory: string, options: Partial<JournalOptions> = {}): Promise<Journal> => {
  const journal = await openJournal({ directory, ...options });
  onTestFinished(() => journal.close().catch(() => undefined));
  return journal;
};

/** Opens a journal, and answers with what it holds and what it warned of. */
export const contentOf = async (directory: string, options: Partial<JournalOptions> = {}) => {
  const warnings: string[] = [];
  const visited: string[] = [];
  const journal = await openJournal({
    directory,
    onWarning: (message) => warnings.push(message),
    visit: (entry) => visited.push(shown(entry)),
    ...options,
  });
  try {
    const entries = (await collect(journal.entries(0))).map(shown);
    return {
      entries,
      visited,
      warnings,
      first: journal.first,
      last: journal.last,
      lastTime: journal.lastTime,
    };
  } finally {
    await journal.close();
  }
};

export const segmentsOf = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => /^journal-\d+\.log$/.test(name))
    .sort();

/** As another machine would find it: without an owner. */
export const copyOf = async (directory: string): Promise<string> => {
  const copy = await temporaryDirectory();
  await cp(directory, copy, { recursive: true, filter: (path) => !path.includes('owner-') });
  return copy;
};

/** Changes the bytes of a file. */
export const edit = (path: string, change: (bytes: Buffer) => Buffer): void =>
  writeFileSync(path, change(readFileSync(path)));

export const lastSegment = (directory: string): string => join(directory, segmentsOf(directory).at(-1) ?? '');

/** A disk that does what a test tells it to, with real files. */
export const badDisk = () => {
  const state = {
    free: Infinity,
    failWrite: '',
    failAfterWrite: '',
    truncated: 0,
    asked: 0,
    writes: 0,
    paused: Promise.resolve(),
  };
  const fail = (code: string): never => {
    throw Object.assign(new Error(`${code}: as the test wants it`), { code });
  };
  const openFile: OpenSegmentFile = async (path, flags) => {
    const file = await openSegmentFile(path, flags);
    return {
      ...file,
      write: async (pieces, position) => {
        state.asked++;
        await state.paused;
        state.writes++;
        if (state.failWrite !== '') fail(state.failWrite);
        const all = Buffer.concat(pieces);
        if (all.length <= state.free) {
          state.free -= all.length;
          await file.write(pieces, position);
          if (state.failAfterWrite !== '') fail(state.failAfterWrite);
          return;
        }
        await file.write([all.subarray(0, state.free)], position);
        state.free = 0;
        fail('ENOSPC');
      },
      truncate: async (size) => {
        state.truncated++;
        return file.truncate(size);
      },
    };
  };
  return { state, openFile };
};
