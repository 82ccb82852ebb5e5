import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditText } from '../../../src/cli/audit-text.js';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import { file } from '../../../src/io/sources/file.js';
import { filesRead } from '../../../src/io/sources/files-read.js';
import type { Timed } from '../../../src/operators/batch.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { wordsCodec } from '../../support/words-codec.js';

it('shows the files of all members, in lists of lists too, and those of members that are gone', async () => {
  const directory = await temporaryDirectory();
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  await writeFile(a, '1 a\n2 a\n');
  await writeFile(b, '1 bb\n');
  const reading = { codec: wordsCodec, fields: 'all', clock: virtualClock() } as const;
  const inner = fanIn<Timed>([{ name: 'b', source: file({ ...reading, path: b }) }]);
  const other = { name: 'other', source: scriptedSource<Timed>([{ rows: [{ time: 1 }] }]) };
  const whole = fanIn<Timed>([
    { name: 'a', source: file({ ...reading, path: a }) },
    { name: 'inner', source: inner },
    other,
  ]);
  const reached = startAfter(await collect(whole.read(startAt())));
  const later = startAfter(await collect(fanIn([other]).read(reached)), undefined, reached);
  for (const { position, remembered } of [reached, later]) {
    const files = filesRead(position, remembered);
    expect(files.map(({ path, bytes, lines }) => [path, bytes, lines]).sort()).toEqual([
      [a, 8, 2],
      [b, 5, 1],
    ]);
  }
  const balance = { lines: 4, rows: 4, held: 0, rejected: {}, streams: [], sinks: [] };
  const { position, remembered } = reached;
  const files = filesRead(position, remembered);
  const text = auditText({
    pipeline: 'p',
    sequence: 1,
    position,
    files,
    balance,
    sinks: [],
    faults: [],
    warnings: [],
  });
  expect(text).toContain(`read      ${a} (inode`);
  expect(text).toContain(`read      ${b} (inode`);
});

it('shows none for other sources', () => {
  for (const position of [undefined, null, 7, {}, { offset: 1 }, { members: [{ name: 'a' }] }]) {
    expect(filesRead(position, new Map([['a', position]]))).toEqual([]);
  }
});

it('does not follow a position that holds itself', () => {
  const members: { name: string; position: unknown }[] = [];
  const position = { members };
  members.push({ name: 'a', position });
  expect(filesRead(position, new Map())).toEqual([]);
});
