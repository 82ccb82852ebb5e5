import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileFailure } from '../../../src/io/sinks/file/file-failure.js';
import { fileSink } from '../../../src/io/sinks/file.js';
import { retry } from '../../../src/pipelines/retry.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { composeWith, prepareFrom, writeTo } from '../../support/drive-sink.js';
import { idLines, rowsOf } from '../../support/sink-rows.js';
import { until } from '../../support/until.js';

const MESSAGE = (path: string): string =>
  `Cannot write ${path}: no space is left on the device. Make room. What waits is written then.`;

/** A disk of 64 KiB, where the system lets us have one. */
const smallDisk = (): string | undefined => {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true });
    return undefined;
  }
};

const disk = smallDisk();
afterAll(() => {
  if (disk === undefined) return;
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

describe('a full disk under a fileSink', () => {
  it('is one clear message, to be tried again', async () => {
    const error: unknown = await writeFile('/dev/full', 'x').catch((reason: unknown) => reason);
    expect(fileFailure('/var/rows.txt', error)).toMatchObject({
      code: 'undeliverable',
      retryable: true,
      message: MESSAGE('/var/rows.txt'),
      cause: error,
    });
  });

  it('leaves defects as they are', () => {
    const defect = new TypeError('x is not a function');
    expect(() => fileFailure('/var/rows.txt', defect)).toThrow(defect);
  });

  // Mounting needs root; without it the two tests above have to do.
  if (disk === undefined) return;

  it('loses nothing and stores nothing twice: what waits is written when there is room again', async () => {
    const path = join(disk, 'rows.txt');
    const filler = join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(40_960));
    const sink = fileSink({ path, format: idLines, deliveryBytes: 10_000 });
    const ids = Array.from({ length: 4_000 }, (_, i) => `row ${i}`);
    const { deliveries } = composeWith(sink, rowsOf(...ids), await prepareFrom(sink, undefined), 0);
    const clock = virtualClock();
    const told: string[] = [];
    const options = {
      clock,
      signal: new AbortController().signal,
      random: () => 0.5,
      onRetry: (error: Error) => told.push(error.message),
    };
    let stored = 0;
    const all = (async () => {
      for (const delivery of deliveries) {
        await retry(() => writeTo(sink, delivery), options);
        stored++;
      }
    })();
    for (let tries = 1; tries <= 3; tries++) {
      await until(() => told.length === tries && clock.sleeping === 1);
      if (tries < 3) await clock.advance(60_000);
    }
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(deliveries.length);
    expect(new Set(told)).toEqual(new Set([MESSAGE(path)]));
    await rm(filler);
    await clock.advance(60_000);
    await all;
    expect(await readFile(path, 'utf8')).toBe(ids.map((id) => `${id}\n`).join(''));
    await sink.close();
  });
});
