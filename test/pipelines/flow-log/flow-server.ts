import { onTestFinished } from 'vitest';
import type { Door } from '../../../src/io/http/door.js';
import { healthRoutes } from '../../../src/io/http/health-routes.js';
import { HttpServer } from '../../../src/io/http/http-server.js';
import { notReplayed } from '../../../src/io/sources/journaled/not-replayed.js';
import { type FlowRoutesOptions, flowRoutes } from '../../../src/pipelines/flow-log/api/flow-routes.js';
import { type GivenLimits, httpLimitsOf, limitsOf } from '../../../src/pipelines/flow-log/api/limits.js';
import { MemoryFlows } from './memory-flows.js';

export const SIX = {
  src_app: 'foo',
  dest_app: 'bar',
  vpc_id: 'vpc-0',
  bytes_tx: 100,
  bytes_rx: 300,
  hour: 1,
};

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface FlowServerOptions extends Omit<Partial<FlowRoutesOptions>, 'limits'> {
  readonly limits?: GivenLimits;
  readonly door?: Door;
}

/** A server of the API over the naive model, and ways to ask it. */
export const flowServer = async ({ door, ...given }: FlowServerOptions = {}) => {
  const flows = new MemoryFlows();
  const errors: unknown[] = [];
  const limits = limitsOf(given.limits);
  const options = { ...flows.options(), ...given, limits };
  const health = healthRoutes(() => {
    const details = options.replaying();
    return details && { refused: notReplayed(details), details };
  });
  const server = new HttpServer({
    door,
    routes: [...flowRoutes(options), ...health],
    limits: httpLimitsOf(limits),
    onError: (error) => errors.push(error),
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { port } = server.address();
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  };
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
    ask('/flows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
  return { flows, server, errors, url, port, ask, post };
};
