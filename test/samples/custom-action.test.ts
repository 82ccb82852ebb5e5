import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryStore, systemClock } from 'tidemark';
import { memorySink } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { ship } from '../../samples/custom-action/ship.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

describe('the custom action of docs/ACTIONS.md', () => {
  test('moves files, tells what became of each, and removes them when that is committed', async () => {
    const directory = await temporaryDirectory();
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    await mkdir(from);
    await mkdir(to);
    for (const name of ['a', 'b']) await writeFile(join(from, name), `This is ${name}.`);
    const [store, sink] = [memoryStore(), memorySink()];
    const options = { clock: systemClock(), signal: new AbortController().signal, store };
    await ship(from, to, sink, options);
    expect([await readdir(from), await readdir(to)]).toEqual([[], ['a', 'b']]);
    expect(await readFile(join(to, 'a'), 'utf8')).toBe('This is a.');
    expect(sink.rows.length).toBe(2);

    await writeFile(join(from, 'c'), 'This is c.');
    await ship(from, to, sink, options);
    expect([await readdir(from), await readdir(to)]).toEqual([[], ['a', 'b', 'c']]);
    expect(sink.rows.length).toBe(3);
  });

  test.each(['move-to', 'ready-files', 'ship'])('is printed in the docs as it is: %s', async (name) => {
    const docs = await readFile('docs/ACTIONS.md', 'utf8');
    expect(docs).toContain((await readFile(`samples/custom-action/${name}.ts`, 'utf8')).trim());
  });
});
