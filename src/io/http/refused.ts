import type { Problem } from './problem.js';

/** A request that is not answered as it would like: thrown by whoever sees that, made an answer in one place. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refused';
  }

  get problem(): Problem {
    return { error: this.error, message: this.message };
  }
}

export const badRequest = (message: string, error = 'bad-request'): Refused =>
  new Refused(400, error, message);

/** For what will be better in a moment. */
export const notNow = (error: string, message: string): Refused =>
  new Refused(503, error, message, { 'retry-after': '1' });
