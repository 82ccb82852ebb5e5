import type { Judgement } from '../../io/sources/journaled/judgement.js';
import type { FlowRow, ForgetRow } from './flow-row.js';
import { judgeFlows } from './judge-flows.js';

/** No JSON begins with it: what is journaled is either what somebody has sent, or of our own making. */
const OURS = 0;

/** What is journaled when an hour is to be taken out. */
export const forgetEntry = (hour: number): Buffer =>
  Buffer.concat([Buffer.from([OURS]), Buffer.from(JSON.stringify({ forget: hour }))]);

/** Whether bytes look as if they were of our own making: such a body is never taken from anybody. */
export const isOurs = (body: Buffer): boolean => body[0] === OURS;

/** Judges what is journaled. */
export const judgeEntry = (entry: Buffer, time: number): Judgement<FlowRow | ForgetRow> => {
  if (!isOurs(entry)) return judgeFlows(entry, time);
  const { forget } = JSON.parse(entry.toString('utf8', 1)) as { readonly forget: number };
  return { rows: [{ time, forget }] };
};
