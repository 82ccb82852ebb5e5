import type { Path } from '../diagnostic.js';
import { differences, type Expectation, parseExpectation } from './expectation.js';
import type { Fields } from './row-maker.js';
import { shownFields, shownRow } from './shown-values.js';
import type { ExpectationWatcher } from './watcher.js';

const MOST_SHOWN = 5;

/**
 * Looks for the rows that are expected, each after the one before it; there may be others in between. Keeps no rows but
 * those that a failure shows. An empty list says that no row comes at all.
 */
export const rowsWatcher = (
  stream: string,
  name: string,
  list: readonly Fields[],
  path: Path,
): ExpectationWatcher => {
  const expected: readonly Expectation[] = list.map(parseExpectation);
  let found = 0;
  let seen = 0;
  let unlike: string[] = [];
  let nearest: { readonly text: string; readonly missed: readonly string[] } | undefined;
  return {
    stream,
    see(row, _, sinceStart) {
      seen++;
      const wanted = expected[found];
      if (wanted === undefined) {
        if (list.length === 0 && unlike.length < MOST_SHOWN) unlike.push(shownRow(row, sinceStart));
        return;
      }
      const fields = row as Fields;
      const missed = differences(wanted, sinceStart, (field) => fields[field]);
      if (missed.length === 0) {
        found++;
        unlike = [];
        nearest = undefined;
        return;
      }
      if (unlike.length < MOST_SHOWN) unlike.push(shownRow(row, sinceStart));
      if (missed.length < (nearest?.missed.length ?? wanted.fields.length + 1))
        nearest = { text: shownRow(row, sinceStart), missed };
    },
    failures() {
      const wanted = list[found];
      if (wanted === undefined) {
        if (list.length > 0 || seen === 0) return [];
        return [
          {
            path,
            message: `${name}: no row was expected, and ${seen} came.`,
            details: ['First:', ...indented(unlike)],
          },
        ];
      }
      const after = found === 0 ? '' : ` after the ${found} before it`;
      const message = `${name}: ${shownFields(Object.entries(wanted))} was expected, and no such row came${after}.`;
      const details = [
        ...(unlike.length === 0 ? [found === 0 ? 'No row came.' : 'No more rows came.'] : ['What came:']),
        ...indented(unlike),
        ...(nearest === undefined || unlike.includes(nearest.text)
          ? []
          : [`Most like it, but for ${nearest.missed.join(' and ')}:`, ...indented([nearest.text])]),
      ];
      return [{ path: [...path, found], message, details }];
    },
  };
};

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
