import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKey } from '../../../../src/io/sources/journaled/is-key.js';
import type { KnownKey } from '../../../../src/io/sources/journaled/key-memory.js';
import { readKeys, writeKeys } from '../../../../src/io/sources/journaled/keys-file.js';
import { digestOf, KnownKeys } from '../../../../src/io/sources/journaled/known-keys.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

type Entry = readonly [key: string, known: KnownKey];

const read = async (directory: string): Promise<Entry[]> => {
  const entries: Entry[] = [];
  await readKeys(directory, (key, known) => entries.push([key, known]));
  return entries;
};
const entry = (n: number, key = `key-${n}`): Entry => [
  key,
  { sequence: n, time: n * 10, digest: digestOf(Buffer.from(`${n}`)) },
];

test('a key is visible ASCII, 1 to 255 of it', () => {
  for (let code = 0; code < 300; code++) {
    expect(isKey(String.fromCharCode(code)), `${code}`).toBe(code >= 0x21 && code <= 0x7e);
  }
  expect([isKey(''), isKey('x'.repeat(255)), isKey('x'.repeat(256)), isKey('a\n')]).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

describe('a file of keys', () => {
  test('holds none where there is none', async () => {
    expect(await read(await temporaryDirectory())).toEqual([]);
  });

  test.each([0, 1, 3, 20_000])('gives %i keys back, in order', async (count) => {
    const directory = await temporaryDirectory();
    const entries = Array.from({ length: count }, (_, i) => entry(i + 1, `${'k'.repeat(i % 240)}${i}`));
    await writeKeys(directory, entries);
    expect(await read(directory)).toEqual(entries);
    expect(readdirSync(directory)).toEqual(['journal-keys']);
    await writeKeys(directory, [entry(7)]);
    expect(await read(directory)).toEqual([entry(7)]);
  });

  test('is refused when any bit of it has changed, or it was cut', async () => {
    const directory = await temporaryDirectory();
    await writeKeys(directory, [entry(1), entry(2)]);
    const path = join(directory, 'journal-keys');
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(path, changed);
      await expect(read(directory)).rejects.toMatchObject({ code: 'bad-state' });
      writeFileSync(path, whole.subarray(0, at));
      await expect(read(directory)).rejects.toMatchObject({ code: 'bad-state' });
    }
  });

  test('stays as it is when it cannot be replaced', async () => {
    const directory = await temporaryDirectory();
    await writeKeys(directory, [entry(1)]);
    const broken = (function* () {
      yield entry(2);
      throw new Error('no');
    })();
    await expect(writeKeys(directory, broken)).rejects.toThrow('no');
    expect(await read(directory)).toEqual([entry(1)]);
    expect(readdirSync(directory)).toEqual(['journal-keys']);
    const other = await temporaryDirectory();
    await mkdir(join(other, 'journal-keys.tmp'));
    await expect(writeKeys(other, [])).rejects.toThrow();
  });
});

test('known keys are the newest of a list, so many and so old at most', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.nat(30)), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(100),
      (steps, most, keep, later) => {
        const keys = new KnownKeys(keep, most);
        let model: Entry[] = [];
        let time = 0;
        steps.forEach(([n, wait], i) => {
          time += wait;
          const known = { sequence: i + 1, time, digest: `${i}` };
          keys.add(`${n}`, known);
          model = [...model.filter(([key]) => key !== `${n}`), [`${n}`, known] as const];
          model = model.filter(([, { time: then }]) => time - then < keep).slice(-most);
          expect(keys.size).toBe(model.length);
        });
        const now = time + later;
        const live = model.filter(([, { time: then }]) => now - then < keep);
        for (let n = 0; n <= 6; n++) {
          const known = live.find(([key]) => key === `${n}`)?.[1];
          expect(keys.find(`${n}`, now)?.digest).toBe(known?.digest);
        }
        const half = Math.floor(steps.length / 2);
        expect([...keys.upTo(half, now)]).toMatchObject(live.filter(([, { sequence }]) => sequence <= half));
      },
    ),
  );
});
