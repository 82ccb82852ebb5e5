import { FLOW_FIELDS, FLOW_NAMES, FLOW_SUMS, LONGEST_NAME } from '../flow-row.js';
import { LONGEST_KEY, MOST_HOURS, MOST_TOP } from './limits.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const MOST = Number.MAX_SAFE_INTEGER;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const refused = (name: string): Json => ({ $ref: `#/components/responses/${name}` });

const name = (description: string): Json => ({
  type: 'string',
  description,
  minLength: 1,
  maxLength: LONGEST_NAME,
});
const bytes = (description: string): Json => ({ type: 'integer', description, minimum: 0, maximum: MOST });

const HOUR: Json = {
  type: 'integer',
  description: 'The bucket that a record is counted in; not limited to 0 to 23.',
  minimum: 0,
  maximum: MOST,
};

const parameter = (name: string, description: string, schema: Json, required = false): Json => ({
  name,
  in: 'query',
  description,
  required,
  schema,
});

const FILTERS: readonly Json[] = FLOW_NAMES.map((field) => ({
  name: field,
  in: 'query',
  description: `Only rows with this ${field}; may be there several times, for any of several.`,
  required: false,
  explode: true,
  schema: { type: 'array', items: { type: 'string', minLength: 1 } },
}));

const KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key with the same body is stored once, and answered the same, for 24 hours.',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY, pattern: '^[\\x21-\\x7e]+$' },
};

/** Rows in every format that they can be had in. */
const rows = (description: string): Json => ({
  description,
  content: {
    'application/json': { schema: { type: 'array', items: ref('Total') } },
    'application/x-ndjson': { schema: { type: 'string', description: 'One Total a line.' } },
    'text/csv': {
      schema: { type: 'string', description: `RFC 4180, with a header: ${FLOW_FIELDS.join(',')}.` },
    },
  },
});

const json = (description: string, schema: Json): Json => ({
  description,
  content: { 'application/json': { schema } },
});

/** What is said to those who are not let in. */
const DOOR: Readonly<Record<string, Json>> = {
  '403': refused('WrongOrigin'),
  '417': refused('BadExpectation'),
  '421': refused('WrongHost'),
};
const GUARDED: Readonly<Record<string, Json>> = { '401': refused('NoToken'), ...DOOR };

const READING: Readonly<Record<string, Json>> = {
  ...GUARDED,
  '400': refused('BadRequest'),
  '406': refused('NotAcceptable'),
  '503': refused('NotNow'),
};

const status = (word: string): Json => ({
  type: 'object',
  required: ['status'],
  properties: { status: { const: word } },
});

const problem = (description: string): Json => json(description, ref('Problem'));

/** What the server does, for programs: tests ask the server for everything that stands here. */
export const OPENAPI: Json = {
  openapi: '3.1.0',
  info: {
    title: 'Tidemark flow log',
    version: '1',
    description: 'Sums of flow records by app, destination, VPC and hour.',
  },
  paths: {
    '/flows': {
      post: {
        summary: 'Stores a batch of flow records, all of it or nothing.',
        parameters: [KEY],
        requestBody: {
          required: true,
          description: 'May be in gzip or deflate.',
          content: {
            'application/json': {
              schema: { oneOf: [{ type: 'array', items: ref('Flow') }, ref('Flow')] },
            },
          },
        },
        responses: {
          ...GUARDED,
          '200': { description: 'Stored, and in the sums.' },
          '400': refused('BadBatch'),
          '408': refused('Timeout'),
          '413': refused('TooLarge'),
          '415': refused('BadType'),
          '422': refused('OtherBody'),
          '503': refused('NotNow'),
        },
      },
      get: {
        summary:
          'The sums of an hour, or of the hours from A to B, in the order in which they were first seen.',
        parameters: [
          parameter('hour', 'The hour; this, or from and to.', HOUR),
          parameter('from', `The first hour; from and to are less than ${MOST_HOURS} apart.`, HOUR),
          parameter('to', 'The last hour.', HOUR),
          ...FILTERS,
        ],
        responses: {
          '200': rows('The sums; none for an hour that nothing has come for.'),
          ...READING,
        },
      },
      delete: {
        summary: 'Forgets an hour.',
        parameters: [parameter('hour', 'The hour.', HOUR, true), KEY],
        responses: {
          ...GUARDED,
          '204': { description: 'Forgotten, or never there.' },
          '400': refused('BadRequest'),
          '422': refused('OtherBody'),
          '503': refused('NotNow'),
        },
      },
    },
    '/flows/top': {
      get: {
        summary: 'The greatest sums of an hour, the greatest first.',
        parameters: [
          parameter('hour', 'The hour.', HOUR, true),
          parameter('by', 'What is compared.', { enum: [...FLOW_SUMS], default: FLOW_SUMS[0] }),
          parameter('n', 'How many.', { type: 'integer', minimum: 1, maximum: MOST_TOP, default: 10 }),
          ...FILTERS,
        ],
        responses: { '200': rows('The greatest sums.'), ...READING },
      },
    },
    '/hours': {
      get: {
        summary: 'The hours that there are, ascending.',
        responses: {
          '200': json('The hours.', { type: 'array', items: ref('Hour') }),
          ...READING,
        },
      },
    },
    '/healthz': {
      get: { summary: 'The process answers.', responses: { '200': json('It does.', status('ok')), ...DOOR } },
    },
    '/readyz': {
      get: {
        summary: 'Records are taken, and all sums are there.',
        responses: { '200': json('They are.', status('ready')), '503': refused('NotNow'), ...DOOR },
      },
    },
    '/openapi.json': {
      get: { summary: 'This.', responses: { '200': json('This.', { type: 'object' }), ...GUARDED } },
    },
  },
  components: {
    schemas: {
      Flow: {
        type: 'object',
        description: 'Numbers are written with digits alone: no point, no exponent. Every field once.',
        required: [...FLOW_FIELDS],
        additionalProperties: false,
        properties: {
          src_app: name('Who sent.'),
          dest_app: name('Who received.'),
          vpc_id: name('In which network.'),
          bytes_tx: bytes('Bytes sent.'),
          bytes_rx: bytes('Bytes received.'),
          hour: HOUR,
        },
      },
      Total: {
        type: 'object',
        description: 'Sums are exact at any size: read them as big integers where they may pass 2^53.',
        required: [...FLOW_FIELDS],
        additionalProperties: false,
        properties: {
          src_app: { type: 'string' },
          dest_app: { type: 'string' },
          vpc_id: { type: 'string' },
          bytes_tx: { type: 'integer', minimum: 0 },
          bytes_rx: { type: 'integer', minimum: 0 },
          hour: HOUR,
        },
      },
      Hour: {
        type: 'object',
        required: ['hour', 'keys', 'last_seen'],
        additionalProperties: false,
        properties: {
          hour: HOUR,
          keys: { type: 'integer', minimum: 0, description: 'Rows of this hour.' },
          last_seen: {
            type: 'string',
            format: 'date-time',
            description: 'When the last record of this hour arrived.',
          },
        },
      },
      Problem: {
        type: 'object',
        required: ['error', 'message'],
        properties: {
          error: { type: 'string', description: 'A word for programs.' },
          message: { type: 'string', description: 'A sentence for people.' },
          faults: { type: 'array', maxItems: 100, items: ref('Fault') },
          more: { type: 'integer', minimum: 0, description: 'How many faults there are besides.' },
          done: { type: 'integer', description: 'How much of the journal has been read again.' },
          total: { type: 'integer' },
        },
      },
      Fault: {
        type: 'object',
        required: ['index', 'rule'],
        additionalProperties: false,
        properties: {
          index: { type: 'integer', minimum: 0, description: 'Which record, counted from 0.' },
          field: { type: 'string' },
          value: { type: 'string', description: 'What is there, as JSON text.' },
          rule: { type: 'string' },
        },
      },
    },
    responses: {
      BadRequest: problem('A parameter or header is not as it should be.'),
      BadBatch: problem('The batch has faults; nothing of it was stored.'),
      NoToken: problem('The token is wanted, as authorization: Bearer TOKEN.'),
      WrongOrigin: problem('A page of another server asks.'),
      WrongHost: problem('This is not served under the name that is asked for.'),
      BadExpectation: problem('Something else is expected than 100-continue.'),
      Timeout: problem('The request took too long to arrive.'),
      TooLarge: problem('The body is too large.'),
      BadType: problem('The body is no JSON in UTF-8, or in an encoding that is not taken.'),
      OtherBody: problem('The idempotency key has come with another body before.'),
      NotAcceptable: problem('This cannot be had in a format that would be accepted.'),
      NotNow: problem('The journal is being read again, or too much comes at once: try again in a moment.'),
    },
  },
};
