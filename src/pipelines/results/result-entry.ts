import { hash } from 'node:crypto';
import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { type ProbeResult, type ResultRow, rowOf } from './result.js';

/** A result in a journal. */
export const entryOf = (result: ProbeResult): Buffer =>
  Buffer.from(
    JSON.stringify([
      result.time,
      result.monitor,
      result.probe,
      result.test_id,
      result.status,
      result.latency_ms,
      result.error,
      result.request_id,
    ]),
  );

type Entry = readonly [
  number,
  string,
  string,
  string,
  ProbeResult['status'],
  number | null,
  string | null,
  string | null,
];

/** What `entryOf` has written. */
export const resultOf = (entry: Buffer): ProbeResult => {
  const [time, monitor, probe, test_id, status, latency_ms, error, request_id] = JSON.parse(
    entry.toString('utf8'),
  ) as Entry;
  return { time, monitor, probe, test_id, status, latency_ms, error, request_id };
};

export const judgeEntry = (entry: Buffer, time: number): Judgement<ResultRow> => ({
  rows: [rowOf(resultOf(entry), time)],
});

/** Bytes that a key stands for; 20 characters. */
export const KEY_BYTES = 15;

/** What a result is known by: its monitor and its test, in a hash that nobody finds two of. */
export const keyOf = ({ monitor, test_id }: ProbeResult): string =>
  // The length tells where the one ends and the other begins.
  hash('sha256', `${monitor.length} ${monitor}${test_id}`, 'base64url').slice(0, (KEY_BYTES / 3) * 4);
