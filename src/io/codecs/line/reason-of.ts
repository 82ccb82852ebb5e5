import type { RejectedReason } from '../../../operators/rejected.js';
import type { LineParser } from './line-parser.js';

/** Why the last line of a parser is none of its rows. */
export const reasonOf = ({
  noTime,
  notRequest,
}: Pick<LineParser<unknown>, 'noTime' | 'notRequest'>): RejectedReason => {
  if (notRequest === true) return 'not-a-request';
  return noTime === true ? 'no-time' : 'malformed';
};
