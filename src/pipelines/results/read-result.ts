import { isUtf8 } from 'node:buffer';
import { readInstant } from './read-instant.js';
import { LONGEST, LONGEST_ERROR, type ProbeResult, RESULT_FIELDS } from './result.js';

/** Why a body is no result. */
export interface ResultFault {
  /** What is wrong; undefined: all of it. */
  readonly field?: string;
  /** A sentence. */
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A longer latency is one in another unit: it is more than eleven days. */
const LONGEST_LATENCY = 1e9;

/** The result that a body is, in JSON. */
export const readResult = (body: Buffer): ProbeResult | ResultFault => {
  if (!isUtf8(body)) return { message: 'The body is not UTF-8.' };
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return {
      message: body.length === 0 ? 'The body is empty; a result is wanted.' : 'The body is not JSON.',
    };
  }
  if (Array.isArray(value)) return { message: 'The body is a list; one result is wanted, as an object.' };
  if (typeof value !== 'object' || value === null) return { message: 'The body is to be an object.' };
  const fields = value as Fields;
  try {
    for (const name of Object.keys(fields)) {
      if (!(RESULT_FIELDS as readonly string[]).includes(name)) {
        throw new Faulty(shortened(name), `there is no such field; there are ${RESULT_FIELDS.join(', ')}`);
      }
    }
    const status = statusOf(fields);
    return {
      time: timeOf(fields),
      monitor: nameOf(fields, 'monitor'),
      probe: nameOf(fields, 'probe'),
      test_id: nameOf(fields, 'test_id'),
      status,
      latency_ms: latencyOf(fields, status),
      error: errorOf(fields),
      request_id: fields.request_id == null ? null : nameOf(fields, 'request_id'),
    };
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    return { field: error.field, message: error.message };
  }
};

class Faulty extends Error {
  constructor(
    readonly field: string,
    why: string,
  ) {
    super(`${field}: ${why}.`);
  }
}

const timeOf = ({ time }: Fields): number => {
  if (time === undefined) throw new Faulty('time', 'it is missing');
  const read = readInstant(time);
  if (typeof read === 'number') return read;
  throw new Faulty('time', `it is ${shown(time)}; ${read}`);
};

const statusOf = ({ status }: Fields): 'success' | 'fail' => {
  if (status === 'success' || status === 'fail') return status;
  if (status === undefined) throw new Faulty('status', 'it is missing; "success" or "fail" is wanted');
  throw new Faulty('status', `it is ${shown(status)}; "success" or "fail" is wanted`);
};

const nameOf = (fields: Fields, field: keyof typeof LONGEST): string => {
  const value = fields[field];
  const most = LONGEST[field];
  if (value === undefined) throw new Faulty(field, 'it is missing');
  if (typeof value !== 'string') throw new Faulty(field, `it is ${shown(value)}; a text is wanted`);
  if (value === '') throw new Faulty(field, `it is empty; a text is wanted, of at most ${most} characters`);
  if (value.length <= most) return value;
  throw new Faulty(field, `it has ${value.length} characters; at most ${most} are wanted`);
};

const latencyOf = ({ latency_ms: value }: Fields, status: ProbeResult['status']): number | null => {
  if (value == null) {
    if (status === 'fail') return null;
    throw new Faulty(
      'latency_ms',
      `it is ${value === null ? 'null' : 'missing'}; a success has one, in milliseconds`,
    );
  }
  if (typeof value !== 'number')
    throw new Faulty('latency_ms', `it is ${shown(value)}; a number of milliseconds is wanted`);
  if (!(value >= 0 && value <= LONGEST_LATENCY)) {
    const said = Number.isFinite(value) ? String(value) : 'larger than any number';
    throw new Faulty('latency_ms', `it is ${said}; milliseconds from 0 to ${LONGEST_LATENCY} are wanted`);
  }
  return value + 0;
};

const errorOf = ({ error }: Fields): string | null => {
  if (error == null || error === '') return null;
  if (typeof error !== 'string') throw new Faulty('error', `it is ${shown(error)}; a text or null is wanted`);
  if (error.length <= LONGEST_ERROR) return error;
  // No half of a character is left.
  const cut = error.slice(0, LONGEST_ERROR).replace(/[\ud800-\udbff]$/, '');
  return `${cut}… (${error.length} characters)`;
};

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);

const shown = (value: unknown): string => shortened(JSON.stringify(value));
