import type { HttpExpectations } from '../../../src/io/actions/check/http/http-expectations.js';
import type { HttpTarget } from '../../../src/io/actions/check/target.js';
import { TLS, USUAL } from '../check-settings.js';

type Changes = Partial<Omit<HttpTarget, 'url' | 'expect'>> & { readonly expect?: Partial<HttpExpectations> };

/** A target with the usual settings, but for what is given. */
export const httpTarget = (url: string, { expect, ...changes }: Changes = {}): HttpTarget => ({
  kind: 'http',
  url,
  name: url,
  ...USUAL,
  method: 'GET',
  headers: [],
  body: undefined,
  tls: TLS,
  redirects: 10,
  bodyLimit: 2 ** 20,
  connection: 'fresh',
  ...changes,
  expect: {
    status: [[200, 299]],
    body: undefined,
    notBody: undefined,
    json: [],
    headers: [],
    finalUrl: undefined,
    certificate: undefined,
    ...expect,
  },
});
