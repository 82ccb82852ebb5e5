import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../../src/io/clock.js';
import type { Access } from '../../../src/io/http/access.js';
import { fileSink } from '../../../src/io/sinks/file.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { type ResultFormat, resultLines } from '../../../src/pipelines/results/result-formats.js';
import { resultsSource } from '../../../src/pipelines/results/results-source.js';
import { run } from '../../../src/pipelines/run.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

export const SENT = {
  time: '2026-11-29T10:00:00.123Z',
  monitor: 'my-monitor',
  probe: 'upload',
  test_id: '01JDXA5V5M3W5V3J0000000000',
  status: 'success',
  latency_ms: 41.2,
  error: null,
  request_id: '4442587FB7D0A2F9',
} as const;

export interface LogServiceOptions {
  readonly directory?: string;
  readonly format?: ResultFormat;
  readonly size?: number;
  readonly ids?: number;
  readonly clock?: Clock;
  readonly access?: Access;
}

/** The logs API as its command runs it, in this process, and its log. */
export const logService = async (options: LogServiceOptions = {}) => {
  const { format = 'results', size, ids, clock = systemClock(), access } = options;
  const directory = options.directory ?? (await temporaryDirectory());
  const path = join(directory, 'logs.txt');
  const rotate = { size };
  const said: string[] = [];
  const source = resultsSource({
    address: '127.0.0.1:0',
    directory: join(directory, 'journal'),
    log: { path, format, rotate },
    clock,
    ids,
    access,
    inform: (message) => void said.push(message),
    warn: (message) => void said.push(message),
  });
  const stop = new AbortController();
  const sink = fileSink({
    path,
    format: resultLines(format),
    rotate: size === undefined ? {} : { size },
  });
  const spec = pipeline('logs-api')
    .from(source)
    .time({ lateness: 0, idle: 0, ahead: Number.MAX_SAFE_INTEGER })
    .stream('log', [], [sink])
    .spec();
  const running = run(spec, { store: memoryStore(), clock, signal: stop.signal });
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  onTestFinished(end);
  await Promise.race([until(() => said.includes('ready')), running]);
  const url = /http:\S+/.exec(said.join('\n'))?.[0] ?? '';
  const post = async (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
    return { status: response.status, ...answer } as Readonly<Record<string, unknown>>;
  };
  const get = async (query = ''): Promise<readonly string[]> => {
    const response = await fetch(`${url}${query}`);
    return (await response.text()).split('\n').slice(0, -1);
  };
  return { url, directory, path, said, post, get, end };
};
