import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Source } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { planOf, runConfig } from '../support/run-config.js';

const config = (stream: string): string => `
version: 1
pipelines:
  quiet:
    source: { file: app.jsonl, format: jsonl }
    streams: { app: { ${stream === '' ? '' : `${stream}, `}alerts: { silent: { absent: 2m, notify: stdout } } } }
`;

const STREAMS = {
  rows: '',
  windows: 'window: 10s, measure: { n: count() }',
  keyed: 'by: [host], keys: [web], window: 10s, measure: { n: count() }',
  'keyed rows': 'by: [host], keys: [web]',
  sessions: 'window: { session: 30s }, measure: { n: count() }',
};

/** What a live source says, a chunk at a pull, each at its own time by the clock; it ends with a stop. */
const live = (chunks: readonly Partial<Chunk<Row>>[]) => {
  const clock = virtualClock();
  const stop = new AbortController();
  async function* pulls(): AsyncGenerator<Chunk<Row>> {
    for (const chunk of chunks) {
      await clock.advance(Math.max(0, (chunk.now ?? 0) - clock.now()));
      yield chunkOf<Row>([], chunk);
    }
    stop.abort();
  }
  const source: Source<Row> = { read: () => ({ [Symbol.asyncIterator]: pulls }) };
  return { source, clock, signal: stop.signal };
};

const looks = (...seconds: readonly number[]): Partial<Chunk<Row>>[] =>
  seconds.map((second) => ({ now: second * 1000 }));

const transitions = async (stream: string, chunks: readonly Partial<Chunk<Row>>[], store = memoryStore()) => {
  const { source, ...rest } = live(chunks);
  const { rowsOf } = await runConfig(planOf(config(stream)), source, { ...rest, store });
  return ['app', 'app/silent']
    .flatMap(rowsOf)
    .flatMap(({ time, state, key }) =>
      state === undefined ? [] : [[time / 1000, state, ...(key === undefined ? [] : [key.host])]],
    );
};

describe('absent in a config', () => {
  it.each(Object.entries(STREAMS))('fires of %s that never came', async (name, stream) => {
    const key = name.startsWith('keyed') ? ['web'] : [];
    expect(await transitions(stream, looks(60, 100, 180, 200))).toEqual([[180, 'firing', ...key]]);
  });

  it('does not fire of keys that nobody has named', async () => {
    expect(await transitions(STREAMS.keyed.replace('keys: [web], ', ''), looks(0, 1000))).toEqual([]);
  });

  it('goes on waiting after a restart, and does not fire twice', async () => {
    const store = memoryStore();
    expect(await transitions(STREAMS.windows, looks(60, 100), store)).toEqual([]);
    expect(await transitions(STREAMS.windows, looks(150, 180), store)).toEqual([[180, 'firing']]);
    expect(await transitions(STREAMS.windows, looks(200, 400), store)).toEqual([]);
  });

  it('does not fire at an end', async () => {
    const { clock } = live([]);
    const source: Source<Row> = { read: () => ({ async *[Symbol.asyncIterator]() {} }) };
    const { outputs } = await runConfig(planOf(config('')), source, { clock });
    expect(outputs).toEqual([]);
  });
});
