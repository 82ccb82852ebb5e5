import type { Answer } from './answer.js';
import { JSON_TYPE } from './problem.js';

/** An answer in JSON, with the end of its line. */
export const jsonAnswer = (
  status: number,
  value: object,
): Answer & { readonly type: string; readonly body: string } => ({
  status,
  type: JSON_TYPE,
  body: `${JSON.stringify(value)}\n`,
});
