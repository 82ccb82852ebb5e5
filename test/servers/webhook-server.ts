import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The status it was answered with; undefined where it was not. */
  readonly status: number | undefined;
}

/** How one request is answered. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Nothing: not a byte, and the connection stays open. */
  | 'stall'
  /** The connection is reset. */
  | 'reset'
  /** 200, the beginning of a body that stays away, and then nothing. */
  | 'stall in the body'
  /** 200, half a body, and the connection is closed. */
  | 'close in the body'
  /** 200 and a body of 10 MB. */
  | 'huge'
  /** 200, and the body byte by byte, one in each turn. */
  | 'slow';

export interface WebhookServer {
  readonly url: string;
  /** All requests, in the order in which they had arrived whole. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections that were ever opened, and those that are open. */
  readonly connections: { readonly ever: number; readonly open: number };
  /** Answers for the requests to come, in order; then every request is answered with 200. */
  answerWith(...answers: readonly Answer[]): void;
  /** Closes all connections, those with a request that is not answered too. */
  drop(): void;
}

/** A webhook on a port of its own, up to the end of the running test. */
export async function webhookServer(): Promise<WebhookServer> {
  const requests: ReceivedRequest[] = [];
  const answers: Answer[] = [];
  const connections = { ever: 0, open: 0 };

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const answer = answers.shift() ?? { status: 200, body: 'ok' };
      requests.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
        status: typeof answer === 'object' ? answer.status : undefined,
      });
      give(answer, response);
    });
  });
  server.on('connection', (socket) => {
    connections.ever++;
    connections.open++;
    socket.on('close', () => {
      connections.open--;
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // Listening on a port makes it an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    connections,
    answerWith: (...more) => {
      answers.push(...more);
    },
    drop: () => server.closeAllConnections(),
  };
}

function give(answer: Answer, response: ServerResponse): void {
  if (typeof answer === 'object') {
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  switch (answer) {
    case 'stall':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'stall in the body':
      response.writeHead(200, { 'content-length': 100 }).write('half');
      return;
    case 'close in the body':
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.socket?.destroy());
      return;
    case 'huge':
      response.writeHead(200).end(Buffer.alloc(10_000_000, 'x'));
      return;
    case 'slow':
      response.writeHead(200);
      drip(response, 50);
  }
}

const drip = (response: ServerResponse, left: number): void => {
  if (left === 0) response.end();
  else response.write('.', () => setImmediate(drip, response, left - 1));
};
