import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileIdentity } from '../../../src/io/sources/directory/file-identity.js';
import { leaveShipperNote } from '../../../src/io/sources/directory/shipper-note.js';
import { stateOfFile } from '../../../src/pipelines/file-shipper/why/state-of-file.js';
import { whyNotShipped } from '../../../src/pipelines/file-shipper/why/why-not-shipped.js';
import { quickDirectory } from '../../support/temporary-directory.js';

/** A directory that somebody has shipped, with a file in it. */
const shipped = async () => {
  const place = await quickDirectory();
  for (const name of ['.tidemark', 'sub']) mkdirSync(join(place, name));
  const write = (name: string) => writeFileSync(join(place, name), 'x');
  const why = async (name: string, now = Date.now()) => {
    const { state, reason } = await whyNotShipped({ file: join(place, name), now });
    return `${state}: ${reason}`;
  };
  return { place, write, why };
};

it('FS-03, FS-04: what never ships is said by its name, and by what it is', async () => {
  const { place, write, why } = await shipped();
  for (const name of ['a.part', '.a.log.Xy12Z', 'sub/b~']) write(name);
  symlinkSync('/nowhere', join(place, 'link'));
  expect(await why('a.part')).toMatch(
    /^passed: a\.part is left alone: unfinished: its name ends with \.part$/,
  );
  expect(await why('.a.log.Xy12Z')).toContain('passed: .a.log.Xy12Z is left alone: hidden');
  expect(await why('sub/b~')).toContain('passed: b~');
  expect(await why('link')).toBe('passed: it is a link, and files alone ship');
  expect(await why('sub')).toContain('a directory');
  expect(await why('none')).toContain('gone');
});

it('what nothing is known of settles, or waits for its turn, by what the shipper has said of itself', async () => {
  const { place, write, why } = await shipped();
  write('a.log');
  write('a.txt');
  expect(await why('a.log')).toContain('queued');
  // With a state that has been removed since.
  await leaveShipperNote(place, { settle: 3_600_000, include: ['*.log'], state: join(place, 'none') });
  expect(await why('a.log')).toMatch(/^settling: .* is to be left alone for 1h$/);
  expect(await why('a.log', Date.now() + 4_000_000)).toContain('queued');
  expect(await why('a.txt')).toContain('passed: it is not among what include and exclude say');
});

it('FS-06: a name is found as it is written, and as rows have it', async () => {
  const { place, write } = await shipped();
  write('caf%E9.log');
  writeFileSync(Buffer.concat([Buffer.from(`${place}/caf`), Buffer.from([0xe9]), Buffer.from('.log')]), 'y');
  const pathOf = async (name: string) => (await whyNotShipped({ file: join(place, name), now: 0 })).path;
  expect(await pathOf('caf%E9.log')).toBe('caf%25E9.log');
  expect(await pathOf('caf%25E9.log')).toBe('caf%25E9.log');
});

it('one that is in no directory that was shipped is refused, with what to give', async () => {
  const place = await quickDirectory();
  await expect(whyNotShipped({ file: join(place, 'a'), now: 0 })).rejects.toThrow('Give --directory DIR');
  await expect(
    whyNotShipped({ file: join(place, 'a'), directory: join(place, 'other'), now: 0 }),
  ).rejects.toThrow('Give --directory DIR');
});

const stats = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n };
const identity = fileIdentity(stats as never);
const row = { kind: 'ready', time: 1, path: 'a', identity, bytes: 3, modified: 1, attempt: 3 };
const out = (outcome?: object) => [`out:a\n${identity}`, { row, ...(outcome && { outcome }) }] as const;
const inner = (attempts: number) =>
  ['inner:a', { identity, attempts, after: 9, reason: 'it is down' }] as const;

it.each([
  ['is being sent', [out()], { state: 'sending', attempts: 2 }],
  [
    'is sent',
    [out({ shipped: true, class: 'ok', reason: '', key: 'k/a' })],
    { state: 'sent', reason: expect.stringContaining('k/a') },
  ],
  ['has failed', [inner(3)], { state: 'failed', attempts: 3, after: 9, reason: 'it is down' }],
  [
    'has failed just now',
    [out({ shipped: false, class: 'denied', reason: 'no' })],
    { state: 'failed', reason: 'no' },
  ],
  ['is kept', [inner(0)], { state: 'kept' }],
] as const)('from the memory: one that %s', (_, entries, expected) => {
  expect(stateOfFile(new Map<string, unknown>(entries), 'a', identity)).toMatchObject(expected);
  // FS-08: another file has that name now.
  expect(stateOfFile(new Map<string, unknown>(entries), 'a', `${identity}1`)).toBeUndefined();
});
