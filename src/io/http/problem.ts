/** What every answer that is no success has for a body. */
export interface Problem {
  /** A word for programs. */
  readonly error: string;
  /** A sentence for people. */
  readonly message: string;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export const problemText = (problem: Problem): string => `${JSON.stringify(problem)}\n`;

export const UNREADABLE: Problem = { error: 'bad-request', message: 'This request cannot be read.' };
