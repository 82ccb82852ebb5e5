import { countOf } from '../../io/text/count-of.js';
import type { Balance } from '../balance.js';
import { sinkText } from './sink-place.js';

/** What is said of rows that wait for sinks when a run ends that remembers nothing. */
export const lostTexts = ({ sinks }: Pick<Balance, 'sinks'>): readonly string[] =>
  sinks
    .filter(({ lost }) => lost > 0)
    .map(
      (sink) =>
        `${countOf(sink.lost, 'row')} for ${sinkText(sink)} ${sink.lost === 1 ? 'is' : 'are'} lost: without a state nothing is left for the next run.`,
    );
