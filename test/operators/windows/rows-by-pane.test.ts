import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newGroup, type Pane } from '../../../src/operators/windows/pane-group.js';
import { RowsByPane } from '../../../src/operators/windows/rows-by-pane.js';

test('each pane gets its own rows in their order, those of no pane go nowhere, and of a batch before nothing is left', () => {
  const groups = ['a', 'b', 'c'].map((key) => newGroup(key, [key], false));
  const panes: readonly Pane[] = [0, 1, 2, 3, 4, 5].map((start) => ({ start, accumulators: [] }));
  const byPane = new RowsByPane();
  // Two panes for each group, so that a group changes between them.
  const row = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(row), (places) => {
      const rows = places.map((place, i) => `${i} to ${place}`);
      byPane.begin(rows.length);
      places.forEach((place, i) => {
        const [group, pane] = [groups[(place ?? 0) % 3], panes[place ?? 0]];
        if (place !== undefined && group !== undefined && pane !== undefined) byPane.put(i, group, pane);
      });
      const given = new Map<number, string[]>();
      byPane.give(rows, ({ start }, its, from, to) => {
        given.set(start, [...(given.get(start) ?? []), ...its.slice(from, to)]);
      });
      const wanted = new Map<number, string[]>();
      rows.forEach((text, i) => {
        const place = places[i];
        if (place !== undefined) wanted.set(place, [...(wanted.get(place) ?? []), text]);
      });
      expect(given).toEqual(wanted);
    }),
  );
});
