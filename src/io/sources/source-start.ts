import type { SourceStart } from './source.js';

/**
 * A start with what is given; for the rest at the very beginning, never stopped, and with nothing to look at.
 *
 * @example
 * ```ts
 * import { file, sourceStart } from 'tidemark';
 *
 * for await (const { rows } of file('app.log').read(sourceStart())) console.log(rows.length);
 * ```
 */
export const sourceStart = (given: Partial<SourceStart> = {}): SourceStart => ({
  position: undefined,
  remembered: new Map(),
  stop: new AbortController().signal,
  abandon: new AbortController().signal,
  view: { view: () => undefined },
  ...given,
});
