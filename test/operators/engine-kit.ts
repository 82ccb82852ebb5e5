import type { Timed } from '../../src/operators/batch.js';
import type { Operator } from '../../src/operators/operator.js';
import type { EventTimeOptions } from '../../src/operators/time/event-time.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { rowsOf, stepChunks } from './kit.js';

/**
 * What other engines say of the same inputs. They say nothing of empty windows, where we say zeros and closing rows:
 * only windows with rows are compared.
 */
export const run = <I extends Timed, O>(
  operator: Operator<I, O>,
  rows: readonly I[],
  options: EventTimeOptions,
  ended: boolean,
): O[] => rowsOf(stepChunks(operator, ended ? [chunkOf(rows), END] : [chunkOf(rows)], options));

export const full = <W extends { readonly n: number }>(windows: readonly W[]): W[] =>
  windows.filter(({ n }) => n > 0);
