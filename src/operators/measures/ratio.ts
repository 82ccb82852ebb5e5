import { type Measure, signatureOf } from './measure.js';

/** One measure over another, both by name and defined before it; null where either is null or the second is 0. */
export function ratio(part: string, whole: string): Measure<unknown, Record<string, never>, number | null> {
  return {
    signature: signatureOf('ratio', `${part}, ${whole}`),
    init: () => ({}),
    add() {},
    merge() {},
    read(_, { values }) {
      const a = values[part];
      const b = values[whole];
      return typeof a === 'number' && typeof b === 'number' && b !== 0 ? a / b : null;
    },
    empty: null,
    needs: [part, whole],
  };
}
