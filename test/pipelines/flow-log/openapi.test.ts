import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/io/http/address.js';
import { openDoor } from '../../../src/io/http/door.js';
import { OPENAPI } from '../../../src/pipelines/flow-log/api/openapi.js';
import { type Answered, flowServer, SIX } from './flow-server.js';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
}
interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, Response>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

const DOCUMENT = OPENAPI as unknown as Document;

const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const resolved = (response: Response): Response =>
  response.$ref === undefined
    ? response
    : (DOCUMENT.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {});

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'document', ...(OPENAPI as object) });
const check = (schema: object, body: unknown): void => {
  // References are to the document.
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object;
  const validate = ajv.compile(absolute);
  expect(validate(body), `${JSON.stringify(validate.errors)} of ${JSON.stringify(body).slice(0, 300)}`).toBe(
    true,
  );
};

/** Values that a parameter may have, by its schema, and ones that it must not have. */
const values = ({
  type,
  items,
  minimum,
  maximum,
  minLength,
  maxLength,
  ...schema
}: Schema): { good: string[]; bad: string[] } => {
  if (schema.enum !== undefined) return { good: [...schema.enum], bad: ['', 'other'] };
  if (type === 'integer') {
    return {
      good: [String(minimum), String(maximum)],
      bad: ['', 'a', '1.0', '01', String((minimum ?? 0) - 1), String(BigInt(maximum ?? 0) + 1n)],
    };
  }
  const { min, max } = { min: items?.minLength ?? minLength ?? 0, max: items?.maxLength ?? maxLength };
  const long = max === undefined ? [] : ['x'.repeat(max + 1)];
  return {
    good: ['x', ...(max === undefined ? [] : ['x'.repeat(max)])],
    bad: [...(min > 0 ? [''] : []), ...long],
  };
};

interface Asked {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What must be answered; the document says what it looks like. */
  readonly status?: number;
}

const FLOWS = JSON.stringify([SIX, { ...SIX, src_app: 'other' }]);

/** Requests that the document says may be made, and ones that it says may not. */
const requestsOf = ({ method, operation }: (typeof operations)[number]): Asked[] => {
  const { parameters = [], requestBody } = operation;
  const body =
    requestBody === undefined ? {} : { body: FLOWS, headers: { 'content-type': 'application/json' } };
  const needed = Object.fromEntries(
    // The document cannot say that one of two is needed.
    parameters
      .filter((one) => one.in === 'query' && (one.required || one.name === 'hour'))
      .map(({ name }) => [name, '1']),
  );
  const asked: Asked[] = [{ ...body, query: needed, status: method === 'DELETE' ? 204 : 200 }];
  for (const { name, in: place, required, schema } of parameters) {
    const { good, bad } = values(schema);
    for (const value of [...good, ...bad]) {
      const status = bad.includes(value) ? { status: 400 } : {};
      const given =
        place === 'query'
          ? { query: { ...needed, [name]: value } }
          : { query: needed, headers: { ...body.headers, [name]: value } };
      asked.push({ ...body, ...given, ...status });
    }
    if (required)
      asked.push({
        query: Object.fromEntries(Object.entries(needed).filter(([key]) => key !== name)),
        status: 400,
      });
  }
  asked.push({ ...body, query: { ...needed, unheard_of: '1' } });
  if (method === 'GET') {
    for (const type of Object.keys(operation.responses['200']?.content ?? {})) {
      asked.push({ query: needed, headers: { accept: type }, status: 200 });
    }
    if (operation.responses['406'] !== undefined)
      asked.push({ query: needed, headers: { accept: 'image/png' }, status: 406 });
  }
  if (requestBody !== undefined) {
    const json = { 'content-type': 'application/json' };
    asked.push(
      { body: JSON.stringify(SIX), headers: json, status: 200 },
      { body: '[', headers: json, status: 400 },
      { body: JSON.stringify([{ ...SIX, hour: -1 }, 3]), headers: json, status: 400 },
      { body: '[]', headers: { 'content-type': 'text/plain' }, status: 415 },
      { body: ' '.repeat(3000), headers: json, status: 413 },
      { body: '[]', headers: { ...json, 'idempotency-key': 'a' }, status: 200 },
      { body: '[ ]', headers: { ...json, 'idempotency-key': 'a' }, status: 422 },
    );
  }
  return asked;
};

const TOKEN = '0123456789abcdef0123';
/** What makes a server that wants a token refuse a request, whatever it is for. */
const UNWELCOME: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '401': {},
  '403': { origin: 'http://evil.example' },
  '417': { authorization: `Bearer ${TOKEN}`, expect: 'miracles' },
  '421': { host: 'evil.example' },
};

/** Asks a server that wants a token, with headers that `fetch` does not send. */
const guarded = async () => {
  const warn = (message: string): void => expect(message).toBe('');
  const door = await openDoor(parseAddress('127.0.0.1:0'), { token: TOKEN }, warn);
  const { port } = await flowServer({ door });
  return (path: string, { method = 'GET', headers = {}, body }: RequestInit = {}): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path, method, headers: headers as Record<string, string> };
      request(options, async (response) => {
        const said = await text(response);
        const type = new Headers({ 'content-type': response.headers['content-type'] ?? '' });
        resolve({ status: response.statusCode ?? 0, headers: type, text: said, json: JSON.parse(said) });
      })
        .on('error', reject)
        .end(body);
    });
};

/** Answered only to what comes too slowly; tested where that is. */
const NOT_HERE = new Set(['408']);

describe('/openapi.json', () => {
  it('is what the server says of itself', async () => {
    const { ask } = await flowServer();
    expect((await ask('/openapi.json')).json).toEqual(OPENAPI);
  });

  it.each(operations)('is true of $method $path', async ({ path, method, operation }) => {
    const { ask, flows } = await flowServer({ limits: { body: 2500 } });
    let replaying: { done: number; total: number } | undefined;
    const restarting = await flowServer({ replaying: () => replaying });
    const seen = new Set<string>();
    const look = async (
      server: typeof ask,
      { query = {}, headers = {}, body, status }: Asked,
    ): Promise<void> => {
      const url = `${path}?${new URLSearchParams(query)}`;
      const answered = await server(url, { method, headers, ...(body !== undefined && { body }) });
      const what = `${method} ${url} ${JSON.stringify(headers).slice(0, 300)}: ${answered.status} ${answered.text.slice(0, 300)}`;
      const documented = operation.responses[String(answered.status)];
      if (status !== undefined) expect(answered.status, what).toBe(status);
      expect(documented, what).toBeDefined();
      seen.add(String(answered.status));
      const { content } = resolved(documented ?? {});
      if (content === undefined) {
        expect(answered.text, what).toBe('');
        return;
      }
      const type = (answered.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
      expect(Object.keys(content), what).toContain(type);
      if (type === 'application/json') check(content[type]?.schema ?? {}, answered.json);
    };
    await flows.accept(Buffer.from(FLOWS));
    for (const asked of requestsOf({ path, method, operation })) await look(ask, asked);
    replaying = { done: 1, total: 2 };
    if (operation.responses['503'] !== undefined) {
      const body =
        operation.requestBody === undefined
          ? {}
          : { body: FLOWS, headers: { 'content-type': 'application/json' } };
      await look(restarting.ask, {
        query: operation.parameters?.some(({ name }) => name === 'hour') ? { hour: '1' } : {},
        ...body,
        status: 503,
      });
    }
    const askGuarded = await guarded();
    for (const [status, headers] of Object.entries(UNWELCOME)) {
      if (operation.responses[status] === undefined) continue;
      await look(askGuarded, { headers, status: Number(status) });
    }
    if (method === 'DELETE') {
      const headers = { 'idempotency-key': 'k' };
      await look(ask, { query: { hour: '1' }, headers, status: 204 });
      await look(ask, { query: { hour: '2' }, headers, status: 422 });
    }
    const missing = Object.keys(operation.responses).filter(
      (status) => !seen.has(status) && !NOT_HERE.has(status),
    );
    expect(missing).toEqual([]);
  });
});
