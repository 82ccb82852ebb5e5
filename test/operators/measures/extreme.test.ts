import { expect, test } from 'vitest';
import { max, min } from '../../../src/operators/measures/index.js';

interface Row {
  readonly time: number;
  readonly v: number | string;
}

test.each([
  ['max', max<Row>('v')],
  ['min', min<Row>('v')],
])('%s shows the digits of what is equal to a double, whichever came first', (_, measure) => {
  for (const values of [
    [2 ** 53, '9007199254740992'],
    ['9007199254740992', 2 ** 53],
  ] as const) {
    const state = measure.init();
    for (const v of values) measure.add(state, { time: 0, v });
    expect([measure.read(state, { size: 1, values: {} }), measure.digits?.(state)]).toEqual([
      2 ** 53,
      '9007199254740992',
    ]);
  }
});
