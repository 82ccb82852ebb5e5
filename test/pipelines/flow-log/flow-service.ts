import { join } from 'node:path';
import { type Clock, systemClock } from '../../../src/io/clock.js';
import { diskStore } from '../../../src/io/state/lmdb/disk-store.js';
import type { Duration } from '../../../src/operators/time/duration.js';
import type { Balance } from '../../../src/pipelines/balance.js';
import { FLOW_TIME, flowRecords, flowTotals, TOTALS } from '../../../src/pipelines/flow-log/flow-log.js';
import { type FlowSourceOptions, flowSource } from '../../../src/pipelines/flow-log/flow-source.js';
import type { RunView } from '../../../src/pipelines/graph-view.js';
import { pipeline, type StreamSpec } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';

export interface FlowService {
  readonly url: string;
  readonly view: RunView;
  readonly messages: readonly string[];
  post(records: unknown, headers?: Readonly<Record<string, string>>): Promise<number>;
  /** The text of an answer. */
  get(path: string): Promise<string>;
  /** Stops it as a signal would; resolves when everything is over. */
  stop(): Promise<Balance>;
}

export interface FlowServiceOptions {
  readonly retain?: Duration;
  /** Streams over the records as they come. */
  readonly streams?: readonly StreamSpec[];
  readonly source?: Partial<FlowSourceOptions>;
  /** Default: that of the system. */
  readonly clock?: Clock;
}

/** The whole service in this process, ready; it remembers in a directory where one is given. */
export const flowService = async (
  directory?: string,
  options: FlowServiceOptions = {},
): Promise<FlowService> => {
  const { clock = systemClock() } = options;
  const stopping = new AbortController();
  const messages: string[] = [];
  const store = directory === undefined ? undefined : await diskStore({ directory });
  let view: RunView | undefined;
  let url = '';
  const { source: given, retain, streams = [] } = options;
  let ready = (): void => undefined;
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const inform = (message: string): void => {
    messages.push(message);
    url ||= /http:\S+/.exec(message)?.[0] ?? '';
    if (message === 'ready') ready();
  };
  const source = flowSource({
    address: '127.0.0.1:0',
    directory: directory === undefined ? undefined : join(directory, 'journal'),
    clock,
    inform,
    warn: inform,
    ...given,
  });
  let built = pipeline('flow-log')
    .from(source)
    .time(FLOW_TIME)
    .stream(TOTALS, [flowTotals(retain)], []);
  if (streams.length > 0) built = built.stream('records', [flowRecords()], []);
  for (const { name, operators, sinks } of streams)
    built = built.stream(name, operators, sinks, { from: 'records' });
  const running = run(built.spec(), {
    clock,
    signal: stopping.signal,
    store,
    onStart: (one) => {
      view = one;
    },
  });
  await Promise.race([isReady, running]);
  if (view === undefined) throw new Error('It has ended.');
  return {
    url,
    view,
    messages,
    async post(records, headers = {}) {
      const body = JSON.stringify(records);
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      const response = await fetch(`${url}/flows`, init);
      await response.arrayBuffer();
      return response.status;
    },
    get: async (path) => (await fetch(`${url}${path}`)).text(),
    async stop() {
      stopping.abort();
      const balance = await running;
      await store?.close();
      return balance;
    },
  };
};
