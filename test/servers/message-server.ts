import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ServiceRequest, StandInService } from './message-services.js';

export interface MessageServer {
  readonly origin: string;
  /** What it took, in order. */
  readonly taken: readonly ServiceRequest[];
  /** What it refused, and why. */
  readonly refused: readonly (readonly string[])[];
  /** Answers the requests to come so, in order, and takes nothing of them; then it judges again. */
  answerWith(...answers: readonly SaidAnswer[]): void;
}

export interface SaidAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A service on a port of its own up to the end of the running test: takes what its documentation allows, and nothing else. */
export const messageServer = async (service: StandInService): Promise<MessageServer> => {
  const taken: ServiceRequest[] = [];
  const refused: (readonly string[])[] = [];
  const answers: SaidAnswer[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const said = answers.shift();
      if (said !== undefined) {
        response.writeHead(said.status, said.headers).end(said.body);
        return;
      }
      const { url: path = '', headers } = request;
      const got = { path, headers, body: Buffer.concat(parts).toString() };
      const faults = request.method === 'POST' ? service.faults(got) : ['not a POST'];
      if (faults.length > 0) {
        refused.push(faults);
        response.writeHead(400).end(JSON.stringify({ message: faults.join('; ') }));
        return;
      }
      taken.push(got);
      response.writeHead(service.ok.status).end(service.ok.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // Listening on a port makes it an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    taken,
    refused,
    answerWith: (...more) => {
      answers.push(...more);
    },
  };
};
