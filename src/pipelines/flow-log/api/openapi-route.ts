import type { FlowServer } from './flow-server.js';
import { OPENAPI } from './openapi.js';
import { JSON_TYPE } from './problem.js';

export const addOpenApiRoute = (server: FlowServer): void => {
  const text = `${JSON.stringify(OPENAPI, null, 2)}\n`;
  server.get('/openapi.json', (_request, reply) => reply.header('content-type', JSON_TYPE).send(text));
};
