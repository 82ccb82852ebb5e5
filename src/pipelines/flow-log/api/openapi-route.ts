import type { Route } from '../../../io/http/answer.js';
import { JSON_TYPE } from '../../../io/http/problem.js';
import { OPENAPI } from './openapi.js';

export const openApiRoute = (): Route => {
  const answer = { status: 200, type: JSON_TYPE, body: `${JSON.stringify(OPENAPI, null, 2)}\n` };
  return { method: 'GET', path: '/openapi.json', handle: () => answer };
};
