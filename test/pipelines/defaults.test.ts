import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import {
  alert,
  compose,
  count,
  file,
  fileSink,
  memoryStore,
  perSecond,
  pipeline,
  run,
  sliding,
  stdin,
  stdout,
  type Transition,
} from '../../src/index.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const SAMPLE = 'samples/access-log/access.log';

/** A stream that keeps what is written to it, and that text. */
const paper = () => {
  const output = new PassThrough();
  const written = (): Promise<string> => {
    output.end();
    return text(output);
  };
  return { output, written };
};

describe('with nothing but what cannot be guessed', () => {
  test('run and file find the alerts of a log', async () => {
    const sink = memorySink<Transition>();
    const hits = sliding({ size: '2m', every: '1s', measures: { hits: count() } });
    const balance = await run(
      pipeline('traffic')
        .from(file(SAMPLE))
        .stream('alerts', compose(hits, alert({ value: 'hits', above: perSecond(10) })), [sink])
        .spec(),
    );
    const shown = sink.rows.map(({ row }) => [row.state, row.value, new Date(row.time).toISOString()]);
    expect(shown).toContainEqual(['firing', 1214, '2026-05-09T16:03:00.000Z']);
    expect(shown).toContainEqual(['ok', 1186, '2026-05-09T16:05:00.000Z']);
    expect(balance.rows).toBeGreaterThan(1000);
  });

  test('file tells the format of each of several files, and a store lets the next run go on', async () => {
    const directory = await temporaryDirectory();
    const [a, b] = [join(directory, 'a.log'), join(directory, 'b.log')];
    await writeFile(a, '{"time":"2026-05-09T16:00:00Z","n":1}\n');
    await writeFile(b, 'time=2026-05-09T16:00:01Z n=2\n');
    const store = memoryStore();
    const once = async () => {
      const sink = memorySink<{ readonly n?: unknown }>();
      await run(
        pipeline('both')
          .from(file([a, b]))
          .stream('all', [], [sink])
          .spec(),
        { store },
      );
      return sink.rows.map(({ row }) => Number(row.n));
    };
    expect(await once()).toEqual([1, 2]);
    await appendFile(a, '{"time":"2026-05-09T16:00:02Z","n":3}\n');
    expect(await once()).toEqual([3]);
  });

  test('stdin reads what comes, and stdout and fileSink write JSON lines', async () => {
    const path = join(await temporaryDirectory(), 'out.jsonl');
    const { output, written } = paper();
    const input = new PassThrough();
    input.end('time=1970-01-01T00:00:01Z level=info\n');
    const spec = pipeline('p')
      .from(stdin({ input }))
      .stream('all', [], [stdout({ output }), fileSink({ path })])
      .spec();
    await run(spec);
    const said = await written();
    expect(JSON.parse(said)).toMatchObject({
      stream: 'all',
      time: '1970-01-01T00:00:01.000Z',
      level: 'info',
    });
    expect(await readFile(path, 'utf8')).toBe(said);
  });
});
