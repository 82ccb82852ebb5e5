import { isUtf8 } from 'node:buffer';
import type { Query } from '../../io/http/query.js';
import { badRequest } from '../../io/http/refused.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import type { PushReport } from './push-row.js';

/** What a job may say of itself. */
export const SAID = ['ok', 'exit', 'message', 'duration'] as const;
/** Characters of a message; what is longer keeps its end, where programs say why they failed. */
const LONGEST = 4000;
/** Half a character: JSON can have it, and a cut leaves it. */
const HALF = /\p{Cs}/gu;

type Said = Readonly<Partial<Record<(typeof SAID)[number], string>>>;

/** What a job says with the parameters of its request, and with its body. Throws a `Refused`. */
export const readReport = (
  name: string,
  query: Query,
  body: Buffer,
  type: string | undefined,
): PushReport => {
  const said = both(saidInQuery(query), saidInBody(body, type));
  const exit = said.exit === undefined ? null : exitOf(said.exit);
  const ok = said.ok === undefined ? exit === null || exit === 0 : flagOf(said.ok);
  return { name, ok, message: messageOf(said.message), duration: durationOf(said.duration), exit };
};

const saidInQuery = (query: Query): Said =>
  Object.fromEntries(
    SAID.flatMap((key) => {
      const value = query.one(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** A form as `curl -d ok=false` sends it, JSON, or text that is the message. */
const saidInBody = (body: Buffer, type = ''): Said => {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw badRequest('The body is not UTF-8.', 'bad-encoding');
  const text = body.toString('utf8');
  const [media = ''] = type.toLowerCase().split(';');
  switch (media.trim()) {
    case 'application/x-www-form-urlencoded':
      return saidInForm(text);
    case 'application/json':
      return saidInJson(text);
    default:
      return { message: text };
  }
};

const known = (key: string): void => {
  if (SAID.some((one) => one === key)) return;
  throw badRequest(
    `There is no field ${JSON.stringify(key.slice(0, 80))}; there is ${SAID.join(', ')}. Text that is a message is sent with content-type: text/plain.`,
  );
};

const saidInForm = (text: string): Said => {
  const said: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    known(key);
    if (said[key] !== undefined) throw badRequest(`The field ${key} is there more than once.`);
    said[key] = value;
  }
  return said;
};

const saidInJson = (text: string): Said => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('The body is not JSON.', 'bad-json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('The body is to be an object.', 'bad-json');
  const said: Record<string, string> = {};
  for (const [key, one] of Object.entries(value)) {
    known(key);
    if (one === null) continue;
    if (typeof one === 'object') throw badRequest(`The field ${key} is to be one value.`, 'bad-json');
    said[key] = String(one);
  }
  return said;
};

const both = (query: Said, body: Said): Said => {
  for (const key of SAID)
    if (query[key] !== undefined && body[key] !== undefined)
      throw badRequest(`${key} is said twice, in the URL and in the body.`);
  return { ...query, ...body };
};

const flagOf = (text: string): boolean => {
  if (/^(?:true|1|yes|up|ok)$/i.test(text)) return true;
  if (/^(?:false|0|no|down|fail)$/i.test(text)) return false;
  throw badRequest(`ok is ${JSON.stringify(text.slice(0, 80))}; true or false is wanted.`);
};

const exitOf = (text: string): number => {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw badRequest(
    `exit is ${JSON.stringify(text.slice(0, 80))}; an exit code is wanted, such as $? in a shell.`,
  );
};

const messageOf = (text = ''): string | null => {
  const plain = text.trim();
  if (plain === '') return null;
  const kept = plain.length > LONGEST ? `…${plain.slice(1 - LONGEST)}` : plain;
  return kept.replace(HALF, '\ufffd');
};

const durationOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof TidemarkError) throw badRequest(`duration: ${error.message}`);
    throw error;
  }
};
