import { expect, it } from 'vitest';
import { writeHours } from '../../../src/pipelines/flow-log/api/write-hours.js';

it.each([
  [0, 1],
  [1, 1],
  [1000, 1],
  [1001, 2],
  [2000, 2],
  [2500, 3],
])('writes %i hours in pieces, of which there are %i, and all of them once', (count, pieces) => {
  const groups = Array.from({ length: count }, (_, group) => ({ group, keys: 2, lastSeen: 0, changed: 1 }));
  const written = [...writeHours(groups)];
  expect(JSON.parse(Buffer.concat(written).toString())).toEqual(
    groups.map(({ group }) => ({ hour: group, keys: 2, last_seen: '1970-01-01T00:00:00.000Z' })),
  );
  expect(written).toHaveLength(pieces);
});
