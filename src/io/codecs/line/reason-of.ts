import type { RejectedReason } from '../../../operators/rejected.js';
import type { LineParser } from './line-parser.js';

/** Why the last line of a parser was rejected. */
export const reasonOf = ({ noTime, notRequest }: LineParser<unknown>): RejectedReason => {
  if (notRequest === true) return 'not-a-request';
  return noTime === true ? 'no-time' : 'malformed';
};
