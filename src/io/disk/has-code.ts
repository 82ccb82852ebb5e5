import { codeOf } from '../code-of.js';

/** Whether an error carries one of these codes of a system call. */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(codeOf(error));
