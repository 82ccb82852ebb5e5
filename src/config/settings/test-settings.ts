import * as z from 'zod';
import { conditionSetting } from './condition-setting.js';
import { durationSetting, positiveDuration } from './duration-setting.js';
import { mapSetting, textSetting } from './map-setting.js';

const fields = z.record(z.string(), z.unknown(), { error: 'A map of fields is wanted here.' });

/** What comes in while a test runs: rows at a rate, rows written out, or a file in the format of the source. */
const feed = z.union(
  [
    mapSetting({
      rate: textSetting('A rate is wanted here, such as 20/s.').meta({ examples: ['20/s'] }),
      for: positiveDuration().describe('How long.'),
      row: fields
        .optional()
        .describe('Fields of these rows that differ from the usual ones; of a list, the values in turn.'),
    }),
    mapSetting({
      rows: z.array(fields, { error: 'A list of rows is wanted here, each a map of fields.' }),
      at: durationSetting()
        .optional()
        .describe(
          'How long after the start the first of them comes that has no time; the next ones 1s apart.',
        ),
    }),
    mapSetting({
      file: textSetting('The name of a file is wanted here.').describe('Read in the format of the source.'),
    }),
  ],
  {
    error:
      'A feed is wanted here, such as { rate: 20/s, for: 3m }, { rows: [{ status: 500 }] } or { file: sample.log }.',
  },
);

/** An alert (`high-traffic`, or `traffic/high-traffic` where several streams have one of that name) or a stream. */
const EXPECTED = /^[\p{L}_][\p{L}\p{N}_.-]{0,99}(\/[\p{L}_][\p{L}\p{N}_.-]{0,99})?$/u;

const expectations = z.array(fields, { error: 'A list is wanted here, such as [{ state: firing }].' });

/** A test of a pipeline, in virtual time; or a condition that holds for every row of a stream in all tests. */
export const testSettings = z.union([
  mapSetting({
    name: textSetting('A name is wanted here.').describe('What the test shows, in a few words.'),
    feed: z.array(feed, { error: 'A list is wanted here, such as [{ rate: 20/s, for: 3m }].' }),
    expect: z
      .record(z.string().regex(EXPECTED), expectations, {
        error:
          'A map is wanted here: the name of an alert or stream, a colon, and a list of what is expected.',
      })
      .describe(
        'For an alert all its transitions in order, for a stream rows in order; each with the fields that matter.',
      ),
  }),
  mapSetting({
    invariant: conditionSetting().describe('Must be true for every row.'),
    on: textSetting('The name of a stream is wanted here.').describe('The stream whose rows are meant.'),
  }),
]);

export type TestSettings = z.output<typeof testSettings>;

/** A test with feeds of its own. */
export type NamedTest = Extract<TestSettings, { readonly name: string }>;
export type Invariant = Extract<TestSettings, { readonly invariant: string }>;
export type FeedSettings = NamedTest['feed'][number];
