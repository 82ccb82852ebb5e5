import type { Timed } from '../batch.js';
import type { KeyedSaving } from '../operator.js';
import { addWaiting, isRowName, loadWaiting } from '../waiting-rows.js';
import type { AlertKey } from './alert-key.js';
import type { AlertHead, AlertMachineState } from './alert-state.js';

/** Keys and rows that wait are written where they have changed. */
export const alertSaving = <R extends Timed>(): KeyedSaving<AlertMachineState<R>> => ({
  head: ({ keys: _, waiting: __, changed: ___, ...head }) => head,
  delta: (state) => {
    const { keys, waiting } = state;
    const changed = state.changed ?? [...keys.keys(), ...waiting.rows.keys()];
    state.changed = new Set();
    return new Map(
      Array.from(changed, (name) => [name, isRowName(name) ? waiting.rows.get(name) : keys.get(name)]),
    );
  },
  // Only what `head` and `delta` gave comes back in.
  load: (saved, named) => {
    const { waiting = [], ...head } = saved as AlertHead<R>;
    const [rows, keys] = divide(named, isRowName);
    const state: AlertMachineState<R> = {
      ...head,
      keys: keys as Map<string, AlertKey>,
      waiting: loadWaiting<R>(rows),
      changed: new Set(),
    };
    for (const row of waiting) addWaiting(state.waiting, row, state.changed);
    return state;
  },
});

const divide = <T>(
  all: ReadonlyMap<string, T>,
  fits: (name: string) => boolean,
): [fitting: Map<string, T>, others: Map<string, T>] => {
  const [fitting, others] = [new Map<string, T>(), new Map<string, T>()];
  for (const [name, one] of all) (fits(name) ? fitting : others).set(name, one);
  return [fitting, others];
};
