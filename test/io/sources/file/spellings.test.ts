import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FileOptions, file } from '../../../../src/io/sources/file.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { collect } from '../../../support/collect.js';
import { LogReader } from '../../../support/log-reader.js';
import { LogWriter } from '../../../support/log-writer.js';
import { rotations } from '../../../support/rotations.js';
import { runs } from '../../../support/runs.js';
import { LOG, SPELLINGS, spelled, spelledLogs } from '../../../support/spellings.js';
import { startAfter, startAt } from '../../../support/start-at.js';
import { quickDirectory } from '../../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../../support/words-codec.js';

/** What happens between two runs; nothing gets lost by it. */
const CHANGES: Readonly<Record<string, (writer: LogWriter) => void>> = {
  'nothing happens': () => undefined,
  'lines are added': (writer) => writer.write(2),
  ...Object.fromEntries(Object.entries(rotations).filter(([name]) => !name.includes('symbolic'))),
};

/** In memory: these are thousands of directories, and a disk takes milliseconds to forget each. */
const setUp = async () => {
  const root = await quickDirectory();
  await spelledLogs(root);
  const back = process.cwd();
  onTestFinished(() => process.chdir(back));
  process.chdir(root);
  mkdirSync('elsewhere');
  const writer = new LogWriter(join(root, LOG));
  writer.write(3);
  return { root, writer };
};

const once = (path: FileOptions<Word>['path'], warnings: string[] = []) =>
  file({
    path,
    codec: wordsCodec,
    fields: 'all',
    readBytes: 4096,
    clock: virtualClock(),
    onWarning: (message) => warnings.push(message),
  });

/** The numbers of the lines that a run gives, and where the next one begins. */
const readOn = async (source: ReturnType<typeof once>, from = startAt()) => {
  const chunks = await collect(source.read(from));
  return {
    numbers: chunks.flatMap(({ rows }) => rows.map(({ time }) => time)),
    next: startAfter(chunks, undefined, from),
  };
};

/** All pairs of spellings where that tells most, and of the others a sixth each; in `npm run torture` all of all. */
const WHOLE: ReadonlySet<string> = new Set(runs(1) > 1 ? Object.keys(CHANGES) : ['renaming twice at once']);
const TURNS = 6;

describe.each(Object.keys(CHANGES))('file, where between the runs: %s,', (name) => {
  const turn = WHOLE.has(name) ? undefined : Object.keys(CHANGES).indexOf(name) % TURNS;
  const change = CHANGES[name] ?? expect.fail();
  it.each(Object.entries(SPELLINGS))(
    'counts every line once when it is named first by %s, then in every other way from elsewhere',
    async (_first, first) => {
      for (const [i, [name, then]] of Object.entries(SPELLINGS).entries()) {
        if (turn !== undefined && i % TURNS !== turn) continue;
        const { root, writer } = await setUp();
        const warnings: string[] = [];
        const one = await readOn(once(spelled(first, root), warnings));
        change(writer);
        process.chdir('elsewhere');
        const path = spelled(then, root);
        const other = once(path.startsWith('/') ? path : `../${path}`, warnings);
        const two = await readOn(other, one.next);
        writer.write(1);
        const three = await readOn(other, two.next);
        expect([...one.numbers, ...two.numbers, ...three.numbers], name).toEqual(writer.all);
        expect(warnings, name).toEqual([]);
        expect(
          other.audit().reduce((sum, { lines }) => sum + lines, 0),
          name,
        ).toBe(writer.written);
      }
    },
  );
});

const SPELLED = Object.entries(SPELLINGS);

describe('file, named in two ways at once', () => {
  it.each(SPELLED)('counts every line once by %s and any other, read once', async (_first, first) => {
    for (const [name, second] of SPELLED) {
      const { root, writer } = await setUp();
      const both = [spelled(first, root), spelled(second, root)];
      const one = await readOn(once(both));
      expect(one.numbers, name).toEqual(writer.all);
      writer.shift();
      writer.write(2);
      writer.reopen();
      writer.write(2);
      const two = await readOn(once(both.toReversed()), one.next);
      expect([...one.numbers, ...two.numbers], name).toEqual(writer.all);
    }
  });

  it.each(SPELLED)(
    'counts every line once by %s and others, followed through rotation',
    async (_first, first) => {
      const { root, writer } = await setUp();
      const path = [first, 'link/gen.log', 'logs/current.log', 'ROOT/logs/*.log', 'twice.log'];
      const reader = new LogReader({ path: path.map((each) => spelled(each, root)) });
      for (const rotate of Object.values(rotations)) {
        await reader.catchUp();
        rotate(writer);
        writer.write(1);
      }
      await reader.settle();
      writer.write(1);
      await reader.catchUp();
      expect(reader.numbers).toEqual(writer.all);
    },
  );
});

describe('file, behind a link', () => {
  /** Two logs, and a link to the one or the other. */
  const setUpLinked = async () => {
    const root = await quickDirectory();
    const [one, two] = ['one', 'two'].map((name, i) => new LogWriter(join(root, `${name}.log`), i * 100));
    if (one === undefined || two === undefined) throw new Error('There are two.');
    one.write(3);
    two.write(3);
    const lead = (target: string) => {
      symlinkSync(target, join(root, 'next'));
      renameSync(join(root, 'next'), join(root, 'link'));
    };
    lead('one.log');
    return { root, one, two, lead, link: join(root, 'link') };
  };

  it('goes on in the file that the link leads to by then, and finishes the one before', async () => {
    for (const stopped of [true, false]) {
      const { one, two, lead, link } = await setUpLinked();
      const reader = new LogReader({ path: link, grace: Number.MAX_SAFE_INTEGER });
      await reader.catchUp();
      if (stopped) await reader.stop();
      one.write(2);
      lead('two.log');
      two.write(2);
      await reader.catchUp();
      one.write(1);
      await reader.catchUp();
      expect(reader.numbers.toSorted((a, b) => a - b)).toEqual([...one.all, ...two.all]);
      expect(reader.warnings).toEqual([]);
    }
  });

  it('reads no file twice that the link comes to lead to, and that is named itself', async () => {
    for (const [first, then] of [
      ['one.log', 'two.log'],
      ['two.log', 'one.log'],
    ] as const) {
      for (const stopped of [true, false]) {
        for (const named of [['one.log', 'two.log'], ['two.log'], ['*.log']]) {
          const { root, one, two, lead, link } = await setUpLinked();
          lead(first);
          const reader = new LogReader({ path: [link, ...named.map((name) => join(root, name))] });
          for (const target of [then, first, then]) {
            await reader.catchUp();
            if (stopped) await reader.stop();
            lead(target);
            one.write(2);
            two.write(2);
            await reader.catchUp();
            await reader.settle();
            one.write(1);
            two.write(1);
          }
          await reader.catchUp();
          const [ones, twos] = [[1, 100] as const, [101, 200] as const].map(([from, to]) =>
            reader.numbers.filter((n) => n >= from && n <= to),
          );
          expect(ones, `${first} ${named} ${stopped}`).toEqual(one.all);
          expect(twos, `${first} ${named} ${stopped}`).toEqual(two.all);
        }
      }
    }
  });

  it('is followed to where a linked directory leads by then', async () => {
    for (const stopped of [true, false]) {
      const root = await quickDirectory();
      for (const release of ['17', '18']) mkdirSync(join(root, release));
      symlinkSync('17', join(root, 'current'));
      const [old, young] = [
        new LogWriter(join(root, '17/a.log')),
        new LogWriter(join(root, '18/a.log'), 100),
      ];
      old.write(3);
      const reader = new LogReader({ path: join(root, 'current/a.log') });
      await reader.catchUp();
      if (stopped) await reader.stop();
      old.write(1);
      young.write(2);
      symlinkSync('18', join(root, 'next'));
      renameSync(join(root, 'next'), join(root, 'current'));
      await reader.catchUp();
      expect(reader.numbers).toEqual([...old.all, ...young.all]);
      expect(reader.warnings).toEqual([]);
    }
  });
});

describe('a path of a file source', () => {
  it('is that of the moment at which the source is made', async () => {
    const { writer } = await setUp();
    for (const path of [LOG, 'logs/*.log']) {
      const source = once(path);
      process.chdir('elsewhere');
      expect((await readOn(source)).numbers).toEqual(writer.all);
      process.chdir('..');
    }
  });

  it('means another file where only case or the form of a letter differs, if the file system says so', async () => {
    const root = await quickDirectory();
    const names = ['\u00e9.log', 'e\u0301.log', 'a.log', 'A.log'];
    for (const [i, name] of names.entries()) writeFileSync(join(root, name), `${i} one\n`);
    const there = readdirSync(root);
    const paths = names.map((name) => join(root, name));
    for (const path of [paths, [join(root, '*.log')], [...paths, join(root, '*.log')]]) {
      const one = await readOn(once(path));
      expect(one.numbers).toHaveLength(there.length);
      expect((await readOn(once(path.toReversed()), one.next)).numbers).toEqual([]);
    }
  });

  it('may be one that is renamed between two runs, to another name that is named then', async () => {
    for (const follow of [true, false]) {
      const root = await quickDirectory();
      const writer = new LogWriter(join(root, 'a.log'));
      writer.write(3);
      const before = new LogReader({ path: join(root, 'a.log'), follow });
      await before.catchUp();
      writer.moveTo(join(root, 'b.log'));
      writer.write(2);
      const after = new LogReader({ path: join(root, 'b.log'), follow });
      after.startFrom(before.reached);
      await after.catchUp();
      expect([...before.numbers, ...after.numbers]).toEqual(writer.all);
      expect(after.warnings).toEqual([]);
    }
  });

  it('is left out where a pattern that begins with ! fits it', async () => {
    const root = await quickDirectory();
    for (const [i, name] of ['a.log', 'b.log', 'b.old.log'].entries()) {
      writeFileSync(join(root, name), `${i} one\n`);
    }
    const read = async (...path: readonly string[]) =>
      (await readOn(once(path.map((one) => one.replace('ROOT', root))))).numbers;
    expect(await read('ROOT/*.log', '!ROOT/*.old.log')).toEqual([0, 1]);
    expect(await read('ROOT/*.log', '!ROOT/./b.log')).toEqual([0, 2]);
    expect(await read('ROOT/b.log', 'ROOT/*.log', '!ROOT/b*')).toEqual([0, 1]);
  });
});
