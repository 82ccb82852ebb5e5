import { onTestFinished } from 'vitest';
import { type FlowApiOptions, flowApi } from '../../../src/pipelines/flow-log/api/flow-api.js';
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

/** A server of the API over the naive model, and ways to ask it. */
export const flowServer = async (options: Partial<FlowApiOptions> = {}) => {
  const flows = new MemoryFlows();
  const errors: unknown[] = [];
  const server = flowApi({ ...flows.options(), onError: (error) => errors.push(error), ...options });
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
