import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasCode } from '../../src/io/disk/has-code.js';
import { isMountable, onSmallDisk } from '../support/small-disk.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { until } from '../support/until.js';

/** Appends to a file until nothing fits any more. */
const fill = (file: string): void => {
  for (const bytes of [1 << 20, 4096, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(bytes));
    } catch (error) {
      if (!hasCode(error, 'ENOSPC')) throw error;
    }
  }
};

describe.skipIf(!isMountable())('a logs API whose disk is full', () => {
  test('answers 503 and keeps nothing of that, loses nothing that it answered, and goes on when there is room', async () => {
    const disk = await temporaryDirectory();
    const {
      next,
      process: child,
      ended,
      within,
    } = onSmallDisk(disk, false, [...['logs-api', '--listen', '127.0.0.1:0', '--state', 'state']]);
    const url = /http:\S+/.exec((await next()) ?? '')?.[0] ?? '';
    expect(await next()).toMatch(/: ready$/);
    const post = async (id: number) => {
      const error = 'x'.repeat(1000);
      const result = {
        time: 1_790_000_000_000,
        monitor: 'm',
        probe: 'p',
        test_id: `${id}`,
        status: 'fail',
        error,
      };
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(result) });
      return { status: answer.status, text: await answer.text() };
    };
    const whole = { status: 200, text: '' };
    for (let id = 0; id < 10; id++) expect(await post(id)).toEqual(whole);
    fill(within('filler'));
    // More than still fits the last block of a file. What fits there is kept, and answered when there is room for its line.
    const answers = Array.from({ length: 40 }, (_, i) => post(10 + i));
    const refused = await Promise.any(
      answers.map(async (answer) =>
        (await answer).status === 503 ? answer : Promise.reject(new Error('Kept.')),
      ),
    );
    expect(JSON.parse(refused.text)).toMatchObject({
      error: 'not-now',
      message: expect.stringMatching(/^No space is left on the disk\. Nothing of this request is kept/),
    });
    rmSync(within('filler'));
    for (const [i, sent] of answers.entries()) {
      let answer = await sent;
      while (answer.status === 503) answer = await post(10 + i);
      expect(answer).toEqual(whole);
    }
    const ids = (): readonly number[] =>
      readFileSync(within('logs.txt'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => Number(line.split(' ')[3]));
    await until(() => ids().length >= 50);
    expect(ids().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
