import { expect, test } from 'vitest';
import { count } from '../../src/operators/measures/index.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { full, run } from './engine-kit.js';
import { describeWithData, readSharedJson } from './shared-data.js';

interface KafkaRecord {
  readonly key: string;
  readonly value: string;
  readonly ts: number;
}
const kafkaRows = (input: readonly KafkaRecord[]) => input.map(({ key, ts }) => ({ time: ts, key }));
type KafkaRow = ReturnType<typeof kafkaRows>[number];

const FINAL = 'windowing/apache__kafka/final_results.json';

describeWithData('Kafka Streams: final results of tumbling windows', FINAL, () => {
  interface Case {
    readonly name: string;
    readonly size: number;
    readonly grace: number;
    readonly input: readonly KafkaRecord[];
    readonly final: readonly { readonly window: string; readonly value: number }[];
    readonly updates: readonly { readonly window: string; readonly value: number }[];
  }
  for (const one of readSharedJson<{ cases: readonly Case[] }>(FINAL).cases) {
    const operator = tumbling({ size: one.size, by: ['key'], measures: { n: count<KafkaRow>() } });
    // Their grace is our lateness; their stream time moves with every millisecond.
    const options = { lateness: one.grace, step: 1 };
    const said = (ended: boolean) =>
      full(run(operator, kafkaRows(one.input), options, ended)).map(({ start, end, key, n }) => ({
        window: `[${key}@${start}/${end}]`,
        value: n,
      }));

    test(`${one.name}: windows that have closed`, () => {
      expect(said(false)).toEqual(one.final.map(({ window, value }) => ({ window, value })));
    });

    test(`${one.name}: the last update of every window is what the end of the input gives`, () => {
      const last = new Map(one.updates.map(({ window, value }) => [window, value]));
      expect(said(true)).toEqual([...last].map(([window, value]) => ({ window, value })));
    });
  }
});

const HOPPING = 'windowing/apache__kafka/hopping.json';

describeWithData('Kafka Streams: hopping windows', HOPPING, () => {
  interface Result {
    readonly key: string;
    readonly start: number;
    readonly end: number;
    readonly value: string;
  }
  interface Case {
    readonly name: string;
    readonly size: number;
    readonly advance: number;
    readonly grace: number;
    readonly input: readonly KafkaRecord[];
    readonly final: readonly Result[];
    readonly final_by_definition?: readonly Result[];
    readonly updates: readonly Result[];
  }
  /** Their values are texts, `0+1+2` for the records 1 and 2: as many records as plus signs. */
  const textOf = ({ key, start, end, value }: Result): string =>
    `${key} [${start} ${end}) ${value.split('+').length - 1}`;
  for (const one of readSharedJson<{ cases: readonly Case[] }>(HOPPING).cases) {
    const operator = sliding({
      size: one.size,
      every: one.advance,
      by: ['key'],
      measures: { n: count<KafkaRow>() },
    });
    const said = (ended: boolean): string[] =>
      full(run(operator, kafkaRows(one.input), { lateness: one.grace, step: 1 }, ended))
        // Theirs start at 0, the beginning of their time; ours do not.
        .filter(({ start }) => start >= 0)
        .map(({ key, start, end, n }) => `${key} [${start} ${end}) ${n}`);

    test(`${one.name}: windows that have closed`, () => {
      // Where they lose windows, the definition is kept beside what they say.
      expect(said(false).toSorted()).toEqual((one.final_by_definition ?? one.final).map(textOf).toSorted());
    });

    test(`${one.name}: the last update of every window is what the end of the input gives`, () => {
      const last = new Map(one.updates.map((update) => [`${update.key} ${update.start}`, textOf(update)]));
      expect(said(true).toSorted()).toEqual([...last.values()].toSorted());
    });
  }
});
