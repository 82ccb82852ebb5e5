import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { lines } from '../../../src/io/codecs/lines/lines.js';
import { unwrap } from '../../../src/io/codecs/unwrap/unwrap.js';
import { file } from '../../../src/io/sources/file.js';
import { stdin } from '../../../src/io/sources/stdin.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

const codec = unwrap(lines(), { multiline: { start: '^\\d{4}-' } });
const ONE = '2020-02-07 11:48:51 ERROR one\n  at a.b\n';
const TWO = '2020-02-07 11:48:52 ERROR two\n  at c.d\n';

const textsOf = (chunks: readonly { readonly rows: readonly object[] }[]): unknown[] =>
  chunks.flatMap(({ rows }) => rows.map((row) => (row as { line?: unknown }).line));

test('a record that nothing goes on with is given when its input has been at rest for two seconds', async () => {
  const path = join(await temporaryDirectory(), 'app.log');
  await writeFile(path, ONE);
  const clock = virtualClock(5_000);
  const input = new PassThrough();
  input.write(ONE);
  const stop = new AbortController();
  for (const source of [
    file({ path, codec, follow: true, clock, watch: false }),
    stdin({ codec, clock, input }),
  ]) {
    const began = clock.now();
    const given: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of source.read({ ...startAt(), stop: stop.signal })) {
        given.push(...textsOf([chunk]).map((text) => [text, clock.now() - began]));
        if (given.length > 0) break;
      }
    })();
    const passing = { isOver: false };
    void reading.finally(() => {
      passing.isOver = true;
    });
    while (!passing.isOver) {
      await until(() => clock.sleeping > 0 || passing.isOver);
      await clock.advance(250);
    }
    await reading;
    expect(given).toEqual([[ONE.trimEnd(), expect.any(Number)]]);
    expect((given[0] as [string, number])[1]).toBeGreaterThanOrEqual(2000);
  }
  stop.abort();
});

test('a record that has begun is neither lost nor doubled by runs that end in it', async () => {
  const path = join(await temporaryDirectory(), 'app.log');
  await writeFile(path, ONE + TWO.slice(0, 35));
  const source = file({ path, codec, lastLine: 'leave' });
  const first = await collect(source.read(startAt()));
  await appendFile(path, TWO.slice(35) + ONE);
  const second = await collect(source.read(startAfter(first)));
  await appendFile(path, '2020-02-07 11:48:53 INFO three\n');
  const third = await collect(source.read(startAfter(second)));
  // Who goes on may find more of the last one.
  expect([first, second, third].map(textsOf)).toEqual([[ONE.trimEnd()], [TWO.trimEnd()], [ONE.trimEnd()]]);
});
