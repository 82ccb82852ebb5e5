import type { ResultRow } from './result.js';

/** What ends or hides a line for one reader or another, and what the escapes themselves are written with. */
const UNFIT = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const codesOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

const escaped = (text: string): string => text.replace(UNFIT, (one) => SHORT[one] ?? codesOf(one));

const PLAIN = /^[\w.:/@+~%=-]+$/;

/** A name as it stands on a line: as it is, in quotes where it could be taken for two. */
export const nameText = (name: string): string => {
  if (PLAIN.test(name)) return name;
  const text = escaped(name);
  return /[\s"]/u.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
};

/** As `nameText`, for names that come again and again: the text of the last one is kept. */
const nameAgain = (): typeof nameText => {
  let last = '';
  let text = '';
  return (name) => {
    if (name !== last) [last, text] = [name, nameText(name)];
    return text;
  };
};

const monitorText = nameAgain();
const probeText = nameAgain();

/** Milliseconds, with at most three decimals and no more than there are. */
export const latencyText = (latency: number): string => String(Math.round(latency * 1000) / 1000);

/** The line of a result, with its end: `TIME MONITOR PROBE TEST_ID STATUS LATENCY`, and of a failure its request and its error. */
export const resultLine = ({
  tested,
  monitor,
  probe,
  test_id,
  status,
  latency,
  error,
  request_id,
}: ResultRow): string => {
  const time = new Date(tested).toISOString();
  const took = latency === null ? '-' : `${latencyText(latency)} ms`;
  const request = status === 'fail' && request_id !== null ? ` request=${nameText(request_id)}` : '';
  const why = error === null ? '' : ` ${errorText(error)}`;
  return `${time} ${monitorText(monitor)} ${probeText(probe)} ${nameText(test_id)} ${status} ${took}${request}${why}\n`;
};

/** Up to the end of its line; in quotes where it could be taken for something else. */
const errorText = (error: string): string => {
  const text = escaped(error);
  return /^(?:[" ]|request=)| $/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
};

/** As JSON, what JSON leaves as it is and readers take for the end of a line, or do not show, is escaped. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The same as a line of JSON, with when it came. */
export const resultJson = ({ tested, time, latency, ...row }: ResultRow): string =>
  `${JSON.stringify({
    time: new Date(tested).toISOString(),
    monitor: row.monitor,
    probe: row.probe,
    test_id: row.test_id,
    status: row.status,
    latency_ms: latency,
    error: row.error,
    request_id: row.request_id,
    received: new Date(time).toISOString(),
  }).replace(UNSEEN, codesOf)}\n`;
