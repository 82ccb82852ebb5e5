import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN, SAMPLE } from '../support/tidemark.js';

/** A file system of this size; mounting takes root. */
const smallDisk = (path: string, size: string): void => {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', path]);
  });
};

const sorted = (path: string): readonly string[] => readFileSync(path, 'utf8').split('\n').sort();

test.each([
  ['file sink', 'out', '64k', 'no space is left on the device'],
  ['state directory', 'state', '120k', 'No space is left for the state'],
])('a full disk under the %s is waited out: one message, and nothing lost', async (_, full, size, words) => {
  const directory = await temporaryDirectory();
  smallDisk(join(directory, full), size);
  const out = join(directory, full === 'out' ? 'out/rows.jsonl' : 'rows.jsonl');
  const args = ['access-log', join(SAMPLE, 'access.log'), '--once', '--close', '--checkpoint', '10ms'];
  const child = spawn(process.execPath, [MAIN, ...args, '--state', join(directory, 'state/s'), '--out', out]);
  let stderr = '';
  let roomMade = false;
  child.stderr.on('data', (data) => {
    stderr += String(data);
    if (roomMade || !stderr.includes(words)) return;
    roomMade = true;
    execFileSync('mount', ['-o', 'remount,size=20m', join(directory, full)]);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, roomMade, said: stderr.split(words).length - 1 }).toEqual({
    code: 0,
    roomMade: true,
    said: 1,
  });
  expect(sorted(out)).toEqual(sorted(join(SAMPLE, 'expected.jsonl')));
});
