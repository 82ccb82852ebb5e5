import { isUtf8 } from 'node:buffer';
import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { JSON_TYPE, type Problem, problemText } from './api/problem.js';
import { flowFaults } from './flow-faults.js';
import { type FlowRow, LONGEST_NAME } from './flow-row.js';
import { readPlainFlows } from './read-plain-flows.js';

/**
 * Judges the body of a `POST /flows`: an array of flow records, or one. All of it is good, and its rows are of `time`,
 * or it is refused with everything that is wrong with it. Pure: the same bytes are judged the same again at a replay.
 */
export const judgeFlows = (body: Buffer, time: number): Judgement<FlowRow> => {
  if (!isUtf8(body)) return refuse({ error: 'bad-encoding', message: 'The body is not UTF-8.' });
  const plain = readPlainFlows(body, time);
  return plain === undefined ? judgeClosely(body, time) : { rows: plain };
};

/** The same, for what is not written in the plainest way. */
const judgeClosely = (body: Buffer, time: number): Judgement<FlowRow> => {
  const text = body.toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refuse({ error: 'bad-json', message: `The body is not JSON: ${reasonOf(error)}.` });
  }
  const records: unknown = Array.isArray(parsed) ? parsed : [parsed];
  // What has been made an array just now is one.
  const rows = rowsOf(records as readonly unknown[], time);
  if (rows !== undefined && saysNothingElse(body, rows.length)) return { rows };
  const { faults, more } = flowFaults(text);
  if (rows !== undefined && faults.length === 0) return { rows };
  const count = faults.length + more;
  return refuse({
    error: 'bad-batch',
    message: `${count === 1 ? 'There is a fault' : `There are ${count} faults`} in this batch; nothing of it was stored.`,
    faults,
    more,
  });
};

const refuse = (problem: Problem): Judgement<never> => ({
  refusal: { status: 400, body: problemText(problem), type: JSON_TYPE },
});

/** What the parser says, without what it quotes of the body. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  const [, what = 'it cannot be parsed'] =
    /^(.*?)(?:, .*| in JSON.*| is not valid JSON.*)?$/su.exec(message) ?? [];
  const [position] = /position \d+/.exec(message) ?? [];
  return `${what.slice(0, 80)}${position === undefined ? '' : ` at ${position}`}`;
};

/** The rows of records; undefined where one of them is not as it should be. What they were written like is not seen here. */
const rowsOf = (records: readonly unknown[], time: number): FlowRow[] | undefined => {
  const rows = new Array<FlowRow>(records.length);
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (typeof record !== 'object' || record === null) return undefined;
    const { src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour } = record as Partial<FlowRow>;
    if (!isName(src_app) || !isName(dest_app) || !isName(vpc_id)) return undefined;
    if (!isCount(bytes_tx) || !isCount(bytes_rx) || !isCount(hour)) return undefined;
    let fields = 0;
    for (const _ in record) fields++;
    if (fields !== 6) return undefined;
    // A copy: rows look the same in memory whatever the order of the fields that they came in.
    rows[i] = { time, src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour };
  }
  return rows;
};

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Quotes around six names and three texts. */
const QUOTES_OF_RECORD = 18;

/**
 * Whether the bytes say nothing that `JSON.parse` has not told, at one glance: no text has an escape, the quotes are
 * those of the fields once each, and the numbers are digits alone. True of almost every body; where it is false, the
 * body is looked at closely.
 */
const saysNothingElse = (body: Buffer, records: number): boolean => {
  let quotes = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === 0x22) quotes++;
    else if (byte === 0x5c) return false;
    // Outside of texts, what is written of good records has no point, no exponent and no sign.
    else if ((quotes & 1) === 0 && (byte === 0x2e || (byte | 0x20) === 0x65 || byte === 0x2d)) return false;
  }
  return quotes === QUOTES_OF_RECORD * records;
};
