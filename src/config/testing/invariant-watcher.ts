import { WindowRow } from '../../operators/windows/window-row.js';
import type { Path } from '../diagnostic.js';
import { condition } from '../expression/condition.js';
import type { Expression } from '../expression/expression.js';
import { shownRow } from './shown-values.js';
import type { Failure, Watcher } from './watcher.js';

export interface InvariantWatcher extends Watcher {
  /** Rows that it was true for. */
  readonly rows: number;
  /** The first row that it was not true for. */
  readonly failure: Failure | undefined;
  /** Which feeds come now, in words: `in the test "fires"`. */
  during(feeds: string): void;
}

/**
 * Checks that a condition is true for every row of a stream; as in all conditions, null is not true. A run of empty
 * windows that stands in one row has no measures, and says nothing that empty windows before it have not said.
 */
export const invariantWatcher = (stream: string, expression: Expression, path: Path): InvariantWatcher => {
  const holds = condition(expression);
  let rows = 0;
  let feeds = '';
  let failure: Failure | undefined;
  const fail = (row: unknown, sinceStart: number, why: string): void => {
    const values = row as Readonly<Record<string, unknown>>;
    const missing = expression.fields
      .map(({ name }) => name)
      .filter((name) => (values[name] ?? null) === null);
    const hint =
      missing.length === 0
        ? []
        : [
            `Here ${missing.join(' and ')} is null, and what is null compares with nothing: write ${missing[0]} == null || … where that is right.`,
          ];
    failure = {
      path: [...path, 'invariant'],
      message: `this ${why} for a row of ${stream}, ${feeds}.`,
      details: [`  ${shownRow(row, sinceStart)}`, ...hint],
    };
  };
  return {
    stream,
    see(row, _, sinceStart) {
      if (failure !== undefined || WindowRow.isRun(row) || typeof row !== 'object' || row === null) return;
      try {
        if (holds(row)) rows++;
        else fail(row, sinceStart, 'is not true');
      } catch (error) {
        fail(row, sinceStart, `cannot be said (${error instanceof Error ? error.message : String(error)})`);
      }
    },
    during(words) {
      feeds = words;
    },
    get rows() {
      return rows;
    },
    get failure() {
      return failure;
    },
  };
};
