import type { HttpExpectations } from '../../../src/io/actions/check/http/http-expectations.js';
import type { HttpTarget } from '../../../src/io/actions/check/target.js';

type Changes = Partial<Omit<HttpTarget, 'url' | 'expect'>> & { readonly expect?: Partial<HttpExpectations> };

/** A target with the usual settings, but for what is given. */
export const httpTarget = (url: string, { expect, ...changes }: Changes = {}): HttpTarget => ({
  kind: 'http',
  url,
  name: url,
  every: 60_000,
  timeout: 600_000,
  slow: undefined,
  tags: {},
  group: undefined,
  maintenance: [],
  network: { family: 'auto', resolver: undefined, connectTo: undefined, proxy: undefined, allow: [] },
  method: 'GET',
  headers: [],
  body: undefined,
  tls: { insecure: false, ca: undefined, client: undefined },
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
