import { expect, test } from 'vitest';
import { PiecesInMemory } from '../../../src/pipelines/sinks/pieces-in-memory.js';

const bytes = Uint8Array.of(1);

test('pieces of a run that remembers nothing stay until their delivery is done, or their sink lets them go', async () => {
  const pieces = new PiecesInMemory();
  pieces.commit(
    {
      a: new Map([
        ['x', bytes],
        ['y', bytes],
      ]),
      b: new Map([['x', bytes]]),
    },
    [],
  );
  expect(await pieces.piece('a', 'x')).toBe(bytes);
  pieces.commit({ a: new Map([['y', undefined]]) }, [
    { number: 1, sink: 'a', rows: 1, bytes: 1, pieces: ['x'] },
  ]);
  await expect(pieces.piece('a', 'x')).rejects.toThrow('Nothing is kept for a under "x".');
  await expect(pieces.piece('a', 'y')).rejects.toThrow('Nothing is kept');
  await expect(pieces.piece('gone', 'x')).rejects.toThrow('Nothing is kept');
  expect(await pieces.piece('b', 'x')).toBe(bytes);
});
