import type { Timed } from '../batch.js';
import { type Measures, skipsOf } from '../measures/measure.js';
import { defineOperator, type Operator } from '../operator.js';
import { PaneWindows } from './pane-windows.js';
import { type WindowGridOptions, windowGrid } from './window-grid.js';
import { checkWindowFields, type EarlyOptions, earlyOf, type KeyOptions } from './window-options.js';
import type { WindowRow } from './window-row.js';
import { windowsSignature } from './windows-state.js';

/** Windows of a fixed length under the name of their operator, with its options checked; throws `bad-options`. */
export function windowsOperator<R extends Timed>(
  name: string,
  options: WindowGridOptions & KeyOptions<string> & EarlyOptions & { readonly measures: Measures<R> },
): Operator<R, WindowRow> {
  const grid = windowGrid(name, options);
  const windows = { ...checkWindowFields(name, options), grid, early: earlyOf(name, options, grid) };
  return Object.assign(defineOperator(name, new PaneWindows<R>(windows), windowsSignature(windows)), {
    skips: skipsOf(options.measures),
  });
}
