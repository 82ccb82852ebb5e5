import { createHash } from 'node:crypto';
import fs, { appendFileSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Clock } from '../../../../src/io/clock.js';
import { fileAudit } from '../../../../src/io/sources/file/audit/file-audit.js';
import { savedFiles } from '../../../../src/io/sources/file/saved/saved-position.js';
import { type FileOptions, file } from '../../../../src/io/sources/file.js';
import type { SourceStart } from '../../../../src/io/sources/source.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { collect } from '../../../support/collect.js';
import { later } from '../../../support/later.js';
import { LogReader } from '../../../support/log-reader.js';
import { startAfter, startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../../support/words-codec.js';
import { textsOf } from '../../../support/words-file.js';

/** Long after whatever a test writes: so far away that the times of files tell everything. */
const longAfter = () => virtualClock(Date.now() + 3_600_000);

const directoryOf = async (count: number): Promise<string> => {
  const directory = await temporaryDirectory();
  for (let i = 0; i < count; i++) writeFileSync(join(directory, `${100 + i}.log`), `${i} one\n`);
  return directory;
};

const once = (path: string, more: Partial<FileOptions<Word>> = {}) =>
  file({ path, codec: wordsCodec, fields: 'all', clock: longAfter(), ...more });

/** A run of a follower that is pulled by hand; time passes only while it sleeps. */
const following = (path: string, start: number) => {
  let now = start;
  const clock: Clock = {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      await turn();
    },
  };
  const source = file({ path, codec: wordsCodec, fields: 'all', clock, follow: true, watch: false });
  const chunks = source.read(startAt())[Symbol.asyncIterator]();
  onTestFinished(async () => void (await chunks.return?.(undefined)));
  /** Pulls up to the end of the next look; answers with the numbers of the lines. */
  const look = async (): Promise<readonly number[]> => {
    const numbers: number[] = [];
    for (;;) {
      const { value } = await chunks.next();
      numbers.push(...(value?.rows ?? []).map(({ time }: Word) => time));
      if (value?.now !== undefined) return numbers;
    }
  };
  return { source, look };
};

/** Reads to the end, and says what came and where the next run begins. */
const readOn = async (source: ReturnType<typeof once>, from: SourceStart = startAt()) => {
  const chunks = await collect(source.read(from));
  return { chunks, texts: textsOf(chunks), next: startAfter(chunks, undefined, from) };
};

/** How often a function of the file system is called from now on. */
const callsOf = (name: 'open' | 'readdir' | 'stat') => {
  const spy = vi.spyOn(fs, name);
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return spy;
};

describe('what a file source remembers', () => {
  it('changes with a chunk only where something has, however many files there are', async () => {
    const directory = await directoryOf(50);
    const reader = new LogReader({ path: join(directory, '*.log') });
    await reader.catchUp();
    const before = reader.chunks.length;
    expect(reader.chunks[0]?.remembered?.size).toBe(50);
    expect(reader.chunks[1]?.remembered).toBeUndefined();
    appendFileSync(join(directory, '107.log'), '99 more\n');
    await reader.catchUp();
    const [rows, now] = reader.chunks.slice(before);
    const { ino } = statSync(join(directory, '107.log'));
    expect([...(rows?.remembered?.keys() ?? [])]).toEqual([expect.stringMatching(`:${ino}$`)]);
    expect(now).toMatchObject({ now: expect.any(Number) });
    expect(now?.remembered).toBeUndefined();
    // However many files there are, it is the same few words.
    expect(JSON.stringify(rows?.position)).toHaveLength(JSON.stringify(reader.chunks[0]?.position).length);
  });

  it('does not change with files that have ended, nor are they opened again or said to end', async () => {
    const directory = await directoryOf(30);
    const path = join(directory, '*.log');
    const first = await readOn(once(path));
    expect(first.texts).toHaveLength(30);
    const opens = callsOf('open');
    const second = await readOn(once(path), first.next);
    expect(second.chunks).toEqual([]);
    expect(opens).not.toHaveBeenCalled();
    writeFileSync(join(directory, 'new.log'), '500 new\n');
    appendFileSync(join(directory, '103.log'), '501 more\n');
    const third = await readOn(once(path), second.next);
    expect(third.texts.toSorted()).toEqual(['more', 'new']);
    expect(third.chunks.flatMap(({ remembered }) => [...(remembered?.keys() ?? [])]).length).toBeLessThan(8);
    const paths = opens.mock.calls.map(([opened]) => String(opened).slice(-7));
    expect(new Set(paths)).toEqual(new Set(['new.log', '103.log']));
    expect((await readOn(once(path), third.next)).texts).toEqual([]);
  });

  it('counts a last line without an end in the run that takes it, although nothing has changed', async () => {
    const directory = await directoryOf(1);
    appendFileSync(join(directory, '100.log'), '7 half');
    const path = join(directory, '*.log');
    const one = await readOn(once(path, { lastLine: 'leave' }));
    const two = await readOn(once(path, { lastLine: 'leave' }), one.next);
    const three = await readOn(once(path), two.next);
    expect([one.texts, two.texts, three.texts]).toEqual([['one'], [], ['half']]);
    expect((await readOn(once(path), three.next)).texts).toEqual([]);
  });

  it('does not read a file again that was read under another name, rotated within the pattern in between', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, '*.log');
    const log = join(directory, 'a.log');
    let next = startAt();
    const texts: string[] = [];
    for (let night = 0; night < 5; night++) {
      writeFileSync(log, `${night} night ${night}\n`);
      const ran = await readOn(once(path), next);
      texts.push(...ran.texts);
      next = ran.next;
      renameSync(log, join(directory, `a.old${night}.log`));
      if (night % 2 === 1) next = (await readOn(once(path), next)).next;
    }
    expect(texts).toEqual([0, 1, 2, 3, 4].map((night) => `night ${night}`));
  });

  it('sums up in the end what is gone, and keeps what is there', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, '*.log');
    let next = startAt();
    let lines = 0;
    const count = 1200;
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < count; i++) writeFileSync(join(directory, `${round}-${i}.log`), '1 one\n');
      lines += count;
      next = (await readOn(once(path), next)).next;
      for (let i = 0; i < count; i += 2) rmSync(join(directory, `${round}-${i}.log`));
    }
    writeFileSync(join(directory, 'last.log'), '1 one\n');
    const { texts, next: last } = await readOn(once(path), next);
    lines++;
    expect(texts).toHaveLength(1);
    const { files, gone } = savedFiles(last.position, last.remembered);
    // Inodes are given again: what is gone may have been counted by path already.
    expect(files.length).toBeLessThanOrEqual(count + 1);
    expect(gone.files).toBeGreaterThan(0);
    const audit = fileAudit(last.position, last.remembered);
    expect(audit.reduce((sum, one) => sum + one.lines, 0)).toBe(lines);
  });
});

describe('a position of an earlier version', () => {
  const fingerprint = (text: string) => {
    // As it was made: the start of the SHA-256 of the first bytes.
    return { length: text.length, hash: createHash('sha256').update(text).digest('base64').slice(0, 22) };
  };
  const saved = (path: string, text: string, more: object = {}) => {
    const { dev, ino, mtimeMs } = statSync(path);
    return {
      ...{ path, dev: String(dev), ino: String(ino), modified: mtimeMs, fingerprint: fingerprint(text) },
      ...{ offset: text.length, codec: '', from: 0, lines: 1, ...more },
    };
  };

  it.each([true, false])('is taken up, of files and of sums, followed: %s', async (follow) => {
    const directory = await temporaryDirectory();
    const [a, b] = [join(directory, 'a.log'), join(directory, 'b.log')];
    for (const path of [a, b]) writeFileSync(path, '1 one\n');
    const position = {
      files: [
        saved(a, '1 one\n'),
        saved(b, '1 one\n'),
        { ...saved(a, '1 one\n'), path: `${a}.gone`, ino: '7' },
      ],
      finished: [{ path: a, files: 3, bytes: 100, lines: 10 }],
    };
    expect(fileAudit(position).reduce((sum, { lines }) => sum + lines, 0)).toBe(13);
    appendFileSync(a, '2 two\n');
    const reader = new LogReader({ path: join(directory, '*.log'), follow });
    reader.startFrom(startAt(position));
    await reader.catchUp();
    expect(reader.numbers).toEqual([2]);
    // All of it is remembered at once.
    expect(reader.chunks[0]?.remembered?.size).toBe(4);
    const reached = reader.reached;
    expect(reached.position).toMatchObject({ version: 2 });
    const lines = fileAudit(reached.position, reached.remembered).reduce((sum, one) => sum + one.lines, 0);
    expect(lines).toBe(14);
    await reader.stop();
    appendFileSync(b, '3 three\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([2, 3]);
  });

  it('that has one file under two names goes on where it was read furthest', async () => {
    const directory = await temporaryDirectory();
    const a = join(directory, 'a.log');
    writeFileSync(a, '1 one\n2 two\n3 three\n');
    const near = saved(a, '1 one\n');
    const far = { ...saved(a, '1 one\n2 two\n', { lines: 2 }), path: join(directory, 'link/a.log') };
    for (const files of [
      [near, far],
      [far, near],
    ]) {
      const { texts, next } = await readOn(once(a), startAt({ files, finished: [] }));
      expect(texts).toEqual(['three']);
      const audit = fileAudit(next.position, next.remembered);
      expect(audit.reduce((sum, { lines }) => sum + lines, 0)).toBe(4);
    }
  });
});

describe('a follower', () => {
  const settled = async (path: string, more: Partial<FileOptions<Word>> = {}) => {
    const clock = longAfter();
    const reader = new LogReader({ path, ...more }, clock);
    await reader.catchUp();
    // Looks at what was new when it was opened.
    for (let look = 0; look < 2; look++) await reader.catchUp();
    return reader;
  };

  it('opens and reads nothing where nothing has changed', async () => {
    const directory = await directoryOf(300);
    const reader = await settled(join(directory, '*.log'));
    const [opens, reads] = [callsOf('open'), reader.source.progress.read];
    for (let look = 0; look < 5; look++) await reader.catchUp();
    expect(opens).not.toHaveBeenCalled();
    expect(reader.source.progress.read).toBe(reads);
  });

  it('walks the directories of a pattern when one of them has changed, and finds what is new in it', async () => {
    const directory = await directoryOf(1);
    mkdirSync(join(directory, 'deep/er'), { recursive: true });
    const { look } = following(join(directory, '**/*.log'), Date.now() + 3_600_000);
    await look();
    const walks = callsOf('readdir');
    for (let n = 0; n < 3; n++) await look();
    expect(walks).not.toHaveBeenCalled();
    const places = ['new.log', 'deep/er/new.log', 'deep/another/new.log'];
    for (const [i, name] of places.entries()) {
      await later(join(directory, '100.log'));
      mkdirSync(join(directory, name, '..'), { recursive: true });
      writeFileSync(join(directory, name), `${i + 7} new\n`);
      expect(await look()).toEqual([i + 7]);
    }
    expect(walks).toHaveBeenCalled();
  });

  it('looks into a file for as long as a change might not show, and no longer', async () => {
    const directory = await directoryOf(1);
    const path = join(directory, '100.log');
    const { look, source } = following(path, statSync(path).ctimeMs);
    const reads: number[] = [];
    for (let n = 0, read = 0; n < 20; n++, read = source.progress.read) {
      await look();
      reads.push(source.progress.read - read);
    }
    // In its first two seconds, which are eight looks, its times may stay as they are.
    expect(reads.slice(0, 8)).not.toContain(0);
    expect(new Set(reads.slice(10))).toEqual(new Set([0]));
  });

  it('sees what was written over what it had read, the same number of bytes', async () => {
    const directory = await directoryOf(3);
    const path = join(directory, '101.log');
    const reader = await settled(join(directory, '*.log'));
    await later(path);
    writeFileSync(path, '8 two\n');
    await reader.catchUp();
    expect(reader.numbers.at(-1)).toBe(8);
    expect(reader.warnings).toHaveLength(1);
  });
});
