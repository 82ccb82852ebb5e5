import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { FlowJudging } from './flow-judging.js';
import type { FlowRow } from './flow-row.js';

/**
 * Judges the body of a `POST /flows`: an array of flow records, or one. All of it is good, and its rows are of `time`,
 * or it is refused with what is wrong with it. Pure: the same bytes are judged the same again at a replay.
 */
export const judgeFlows = (body: Buffer, time: number): Judgement<FlowRow> => {
  const judging = new FlowJudging(body, time);
  for (;;) {
    const judgement = judging.step();
    if (judgement !== undefined) return judgement;
  }
};
