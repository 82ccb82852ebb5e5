import { describe, expect, it } from 'vitest';
import type { RunView } from '../../../src/pipelines/graph-view.js';
import type { PipelineStatus } from '../../../src/pipelines/supervisor.js';
import { readinessOf } from '../../../src/pipelines/watching/readiness.js';

const view = (hasCaughtUp: boolean): RunView => ({
  balance: () => ({ lines: 0, rows: 0, held: 0, rejected: {}, streams: [], sinks: [] }),
  watermark: 0,
  caughtUp: false,
  view: () => undefined,
  hasCaughtUp,
  alerts: () => [],
  sinks: () => [],
});

const status = (more: Partial<PipelineStatus>): PipelineStatus => ({
  name: 'a',
  state: 'running',
  view: undefined,
  balance: undefined,
  error: undefined,
  ...more,
});

const ask = (one: PipelineStatus | undefined, stopping = false) =>
  readinessOf({
    names: ['a'],
    status: one === undefined ? [] : [one],
    stopping,
    wordsOf: (error) => (error instanceof Error ? error.message : ''),
  });

describe('readiness', () => {
  it.each([
    ['is not there before the start', undefined, false, 'starting'],
    ['is not there before the run has begun', status({}), false, 'starting'],
    ['is not there before all was read once', status({ view: view(false) }), false, 'catching up'],
    ['is there when all was read once, whatever came since', status({ view: view(true) }), true, 'ready'],
    ['is there when the input has ended', status({ state: 'ended' }), true, 'ended'],
    [
      'is not there while a pipeline is exchanged',
      status({ state: 'stopping', view: view(true) }),
      false,
      'stopping',
    ],
  ])('%s', (_, one, ready, state) => {
    expect(ask(one)).toEqual({ ready, pipelines: { a: { state } } });
  });

  it('is not there when a pipeline has failed, and says why', () => {
    expect(ask(status({ state: 'failed', error: new Error('gone') }))).toEqual({
      ready: false,
      pipelines: { a: { state: 'failed', error: 'gone' } },
    });
  });

  it('is not there while the process stops', () => {
    expect(ask(status({ view: view(true) }), true)).toMatchObject({
      pipelines: { a: { state: 'stopping' } },
    });
  });

  it('is that of all pipelines that are asked about, and of no others', () => {
    const both = readinessOf({
      names: ['a', 'b'],
      status: [
        status({ view: view(true) }),
        status({ name: 'b', view: view(false) }),
        status({ name: 'c', state: 'failed' }),
      ],
      stopping: false,
      wordsOf: String,
    });
    expect(both.ready).toBe(false);
    expect(Object.keys(both.pipelines)).toEqual(['a', 'b']);
  });
});
