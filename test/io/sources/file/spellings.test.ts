import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FileOptions, file } from '../../../../src/io/sources/file.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { collect } from '../../../support/collect.js';
import { LogWriter } from '../../../support/log-writer.js';
import { rotations } from '../../../support/rotations.js';
import { LOG, SPELLINGS, spelled, spelledLogs } from '../../../support/spellings.js';
import { startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../../support/words-codec.js';

/** What happens between two runs; nothing gets lost by it. */
const CHANGES: Readonly<Record<string, (writer: LogWriter) => void>> = {
  'nothing happens': () => undefined,
  'lines are added': (writer) => writer.write(2),
  ...Object.fromEntries(Object.entries(rotations).filter(([name]) => !name.includes('symbolic'))),
};

const setUp = async () => {
  const root = await temporaryDirectory();
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
    clock: virtualClock(),
    onWarning: (message) => warnings.push(message),
  });

/** The numbers of the lines that a run gives, and its last position. */
const readOn = async (source: ReturnType<typeof once>, from?: unknown) => {
  const chunks = await collect(source.read(startAt(structuredClone(from))));
  return {
    numbers: chunks.flatMap(({ rows }) => rows.map(({ time }) => time)),
    position: chunks.at(-1)?.position ?? from,
  };
};

/** All pairs of spellings where that tells most, and of the others a third each. */
const WHOLE: ReadonlySet<string> = new Set(['nothing happens', 'renaming twice at once']);

describe.each(Object.keys(CHANGES))('file, where between the runs: %s,', (name) => {
  const turn = WHOLE.has(name) ? undefined : Object.keys(CHANGES).indexOf(name) % 3;
  const change = CHANGES[name] ?? expect.fail();
  it.each(Object.entries(SPELLINGS))(
    'counts every line once when it is named first by %s, then in every other way from elsewhere',
    async (_first, first) => {
      for (const [i, [name, then]] of Object.entries(SPELLINGS).entries()) {
        if (turn !== undefined && i % 3 !== turn) continue;
        const { root, writer } = await setUp();
        const warnings: string[] = [];
        const one = await readOn(once(spelled(first, root), warnings));
        change(writer);
        process.chdir('elsewhere');
        const path = spelled(then, root);
        const other = once(path.startsWith('/') ? path : `../${path}`, warnings);
        const two = await readOn(other, one.position);
        writer.write(1);
        const three = await readOn(other, two.position);
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
