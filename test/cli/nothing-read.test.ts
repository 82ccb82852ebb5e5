import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { SAMPLE, startTidemark, tidemark } from '../support/tidemark.js';

const JSON_LINES = Array.from(
  { length: 20 },
  (_, i) => `{"time":"2024-05-01T12:00:${10 + i}Z","level":"info"}\n`,
).join('');

const fileOf = async (text: string): Promise<string> => {
  const path = join(await temporaryDirectory(), 'app.jsonl');
  await writeFile(path, text);
  return path;
};

describe('where nothing can be read', () => {
  test('a log that is followed is warned of while it runs: how many, why, the first, and what they are', async () => {
    const running = startTidemark(['access-log', await fileOf(JSON_LINES), '--start', 'beginning']);
    await running.until(({ stderr }) => stderr.includes('a line of jsonl, and no request'));
    expect(running.stderr).toContain('20 of 20 lines (100 %) are no requests');
    expect(running.stderr).toContain('{"time":"2024-05-01T12:00:10Z","level":"info"}');
    expect(running.stderr).toContain('tidemark look FILE says what it is');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(0);
  });

  test.each(['file', '-'])('--once exits 1, from a %s', async (from) => {
    const path = await fileOf(JSON_LINES);
    const given = from === '-' ? ['-'] : [path];
    const { code, stderr } = await tidemark(['access-log', ...given, '--once'], { input: JSON_LINES });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /a line of jsonl, and no request[\s\S]*Nothing could be read.*tidemark look FILE says/,
      ),
    });
  });

  test('an empty input is no failure: a log may have no lines today', async () => {
    expect((await tidemark(['access-log', await fileOf(''), '--once'])).code).toBe(0);
    expect((await tidemark(['access-log', await fileOf('\n\n'), '--once'])).code).toBe(0);
    expect((await tidemark(['access-log', '-', '--once'], { input: '' })).code).toBe(0);
  });

  test('tidemark run says which pipeline it is, exits 1, and audit says it again', async () => {
    const directory = await temporaryDirectory();
    const state = join(directory, 'state');
    await mkdir(state);
    const pipelineOf = (file: string): string =>
      `{ source: { file: ${file}, format: access-log, follow: false }, streams: { s: { window: 10s, measure: { n: count() }, to: [stdout] } } }`;
    const config = join(directory, 'two.yaml');
    const good = pipelineOf(join(SAMPLE, 'access.log'));
    const bad = pipelineOf(await fileOf(JSON_LINES));
    await writeFile(config, `version: 1\nstate: ${state}\npipelines:\n  good: ${good}\n  bad: ${bad}\n`);
    const { code, stderr } = await tidemark(['run', config]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('bad: Nothing could be read'),
    });
    expect(stderr).not.toContain('good: Nothing could be read');
    const { stdout } = await tidemark(['audit', '--state', state]);
    expect(stdout).toMatch(/warning {3}20 of 20 lines \(100 %\) could not be read/);
    // The next run finds nothing new.
    expect((await tidemark(['run', config])).code).toBe(0);
  });
});
