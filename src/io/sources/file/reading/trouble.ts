import { TidemarkError } from '../../../../operators/tidemark-error.js';

/** Failures that pass: while following, what fails with one of them is tried again. */
const PASSING: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ESTALE',
  'EBUSY',
  'EAGAIN',
]);

const systemCode = (error: unknown): string | undefined => {
  const cause = error instanceof TidemarkError ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
};

export type Trouble = 'missing' | 'passing' | 'lasting';

/** What a failure to open or read a file means to somebody who follows it. */
export const troubleOf = (error: unknown): Trouble => {
  const code = systemCode(error);
  if (code === 'ENOENT') return 'missing';
  return code !== undefined && PASSING.has(code) ? 'passing' : 'lasting';
};
