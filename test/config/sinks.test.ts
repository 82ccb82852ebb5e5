import { describe, expect, test } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { systemClock } from '../../src/io/clock.js';
import { sinksOf } from '../../src/pipelines/pipeline.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { planOf } from '../support/run-config.js';
import { resultsOf } from './testing/kit.js';

const CONFIG = `version: 1
sinks:
  chat: { http: "https://hooks.example.com/SECRET", buffer: { size: 1MiB, age: 1h }, full: drop oldest }
  all: { file: all.jsonl, buffer: { size: 2GiB } }
  term: { stdout: true, full: wait }
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      s:
        window: 10s
        measure: { hits: count() }
        to: [chat, all, term, stdout, { file: other.jsonl }, { http: "https://a.example", full: drop oldest }]
    dead_letters: [all]
`;

const context = {
  ...{ clock: systemClock(), json: true, colours: false, remembers: false },
  warn: () => undefined,
  inform: () => undefined,
};

const specOf = (replaced?: Parameters<typeof buildPipeline>[4]) => {
  const [plan] = planOf(CONFIG).pipelines;
  if (plan === undefined) throw new Error('The config has a pipeline.');
  return buildPipeline(plan, builtParts, context, undefined, replaced);
};

describe('the outputs of a config', () => {
  test('are called by their names, and by where they go where they have none', () => {
    const named = [...sinksOf(specOf()).values()].map(({ name, destination }) => [name, destination]);
    const file = (name: string): string => `file ${process.cwd()}/${name}`;
    const http = (host: string) => expect.stringMatching(`^http https://${host} #[0-9a-f]{8}$`);
    expect(named).toEqual([
      ['chat', http('hooks.example.com')],
      ['all', file('all.jsonl')],
      ['term', 'stdout'],
      ['stdout', 'stdout'],
      [file('other.jsonl'), file('other.jsonl')],
      [http('a.example'), http('a.example')],
    ]);
    expect(JSON.stringify(named)).not.toContain('SECRET');
  });

  test('have the buffers that they are given, once wherever their names stand', () => {
    const spec = specOf();
    const buffers = [...sinksOf(spec).values()].map((sink) => spec.buffers.get(sink));
    expect(buffers).toEqual([
      { size: 1024 ** 2, age: 3_600_000, full: 'drop oldest' },
      { size: 2 * 1024 ** 3 },
      { full: 'wait' },
      undefined,
      undefined,
      { full: 'drop oldest' },
    ]);
  });

  test('have none where something else stands in for them, which may be a sink that drops nothing', async () => {
    expect(specOf(() => memorySink()).buffers.size).toBe(0);
    const tested = `${CONFIG}    tests: [{ name: counts, feed: [{ rate: 1/s, for: 20s }], expect: { s: [{ hits: 10 }] } }]\n`;
    expect((await resultsOf(tested)).map(({ failures }) => failures)).toEqual([[]]);
  });
});
