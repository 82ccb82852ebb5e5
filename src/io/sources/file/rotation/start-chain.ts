import { basename } from 'node:path';
import { withoutTwins } from '../identity/find-again.js';
import type { FileStat } from '../looking/file-stat.js';
import { type Sibling, siblingAt, siblingsOf } from '../looking/siblings.js';
import { type OpenTail, openAll } from '../reading/open-all.js';
import { OpenFile } from '../reading/open-file.js';
import type { Reading } from '../reading/reading.js';
import { Tail } from '../reading/tail.js';
import { backwardStart, lastLineStart } from '../start/backward-start.js';
import { BEGINNING, goingOn, type TailStart } from '../start/tail-start.js';
import type { OpenFresh } from './file-chain.js';
import { oldestFirst } from './oldest-first.js';
import { rotationName } from './rotation-name.js';

/**
 * Where to begin in a file of which no position is known: at its beginning, behind its last whole line, or at the first
 * line that is no more than so many milliseconds older than the newest.
 */
export type FileStart = 'beginning' | 'end' | { readonly milliseconds: number };

interface Place {
  readonly sibling: Sibling;
  readonly start: TailStart;
}

export interface FreshPath {
  readonly path: string;
  readonly start: FileStart;
  /** Files that were rotated away and are to be read too. */
  readonly history: readonly string[];
  /** What lay at the path a moment ago. */
  readonly found: FileStat | undefined;
  /** No link leads there; to be found out, where it is absent. */
  readonly isReal?: boolean;
}

/** Opens a path where nothing is to be taken up again. */
export const startChain = <T>(
  { path, start, history, found, isReal = false }: FreshPath,
  reading: Reading<T>,
): OpenFresh<T> => {
  let latest = found;
  return async (owner, anew) => {
    const current = latest ?? (await siblingAt(path, undefined));
    // Looked at again, should this fail.
    latest = undefined;
    const places =
      start === 'beginning'
        ? await fromTheBeginning(path, current, history)
        : await fromTheEnd(path, start, reading);
    if (places.length === 0) return undefined;
    const openers: OpenTail<T>[] = [];
    for (const { sibling, start } of places) {
      if ((await reading.known.readerOf(sibling, owner)) !== undefined) continue;
      const left = await reading.known.leftAt(sibling);
      const isFirst = openers.length === 0 && anew !== undefined;
      const from = left === undefined ? { ...start, ...(isFirst && { anew }) } : goingOn(left);
      const place = isReal && sibling.path === path ? { ...sibling, isReal } : sibling;
      openers.push(() => Tail.open(path, place, from, reading));
    }
    return openAll(openers);
  };
};

const fromTheBeginning = async (
  path: string,
  found: FileStat | undefined,
  history: readonly string[],
): Promise<Place[]> => {
  const rotated: Sibling[] = [];
  for (const name of history) {
    const sibling = await siblingAt(name, rotationName(basename(name), basename(path)));
    if (sibling !== undefined) rotated.push(sibling);
  }
  const current = found && { ...found, path, rotation: undefined };
  const all =
    current === undefined
      ? oldestFirst(withoutTwins(rotated))
      : [...oldestFirst(withoutTwins(rotated)), current];
  return all.map((sibling) => ({ sibling, start: BEGINNING }));
};

/** From the newest file back through those that were rotated away, as far as the time reaches. */
const fromTheEnd = async <T>(
  path: string,
  start: Exclude<FileStart, 'beginning'>,
  reading: Reading<T>,
): Promise<Place[]> => {
  const { current, others } = await siblingsOf(path);
  const rotated = oldestFirst(withoutTwins(others.filter(({ rotation }) => rotation !== undefined)));
  const places: Place[] = [];
  let newest: number | undefined;
  for (const sibling of current === undefined ? [] : [current, ...rotated.reverse()]) {
    const file = await OpenFile.open(sibling.path, reading.meter);
    try {
      if (file.compressed && sibling !== current) break;
      if (file.compressed) return [{ sibling, start: BEGINNING }];
      const { size } = file.stat;
      const found =
        start === 'end'
          ? await lastLineStart(file, size, reading)
          : await backwardStart(file, size, { ...start, ...reading, newest });
      const { offset, codec } = found;
      newest ??= found.newest;
      if (sibling === current || offset < size) {
        places.unshift({ sibling, start: { offset, codec, from: offset, lines: 0 } });
      }
      if (start === 'end' || offset > 0) break;
    } finally {
      await file.close();
    }
  }
  return places;
};
