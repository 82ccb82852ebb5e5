import type * as z from 'zod';
import { openListingStore } from '../../io/object-store/open-listing-store.js';
import { openNotificationQueue } from '../../io/object-store/open-notification-queue.js';
import { s3AddressText } from '../../io/object-store/s3-address.js';
import { lateSource } from '../../io/sources/late-source.js';
import type { ParquetLines } from '../../io/sources/objects/parquet/line-writer.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { durationSetting, positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { flagSetting, mapSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { bucketSettings, s3AddressSetting, storeSettingsOf } from '../settings/object-store-settings.js';
import { partSetting } from '../settings/part-setting.js';
import { scalar } from '../settings/scalar.js';
import { aroundLines, aroundObjections, unwrapOptions, withAround } from './around-lines.js';
import { codecOf, formatFields } from './format.js';
import type { SourcePart } from './part.js';
import { withTable } from './with-table.js';

const PATTERN = 'A pattern is wanted here, such as "*.log.gz" or "web/**".';
const QUEUE =
  'The URL of a queue is wanted here, such as https://sqs.eu-central-1.amazonaws.com/123456789012/logs.';
const START = 'Write beginning, end, or how long before the newest object, such as 1d.';

const settings = late(() =>
  mapSetting({
    s3: s3AddressSetting().describe('A bucket, and what the keys of its objects begin with.'),
    format: partSetting('format').optional().describe('How their lines are written. Default: auto.'),
    ...aroundLines,
    include: oneOrMore(textSetting(PATTERN))
      .optional()
      .meta({ examples: ['*.log.gz'] })
      .describe(
        'Patterns of the keys that are read, without the prefix; one without a / is of the name. Default: all.',
      ),
    exclude: oneOrMore(textSetting(PATTERN))
      .optional()
      .describe('Patterns of what is not read, whatever includes it.'),
    start: scalar({
      type: 'start',
      wanted: START,
      examples: ['1d', 'beginning', 'end'],
      read: (value): 'beginning' | 'end' | { readonly milliseconds: number } => {
        if (value === 'beginning' || value === 'end') return value;
        if (typeof value === 'string' && /^\d/.test(value)) return { milliseconds: parseDuration(value) };
        throw new TidemarkError('usage', `"${value}" is no place to start at. ${START}`);
      },
    })
      .optional()
      .describe(
        'Where to begin at the first start: with all there is, with what comes from now on, or with what was written so long before the newest. Default: beginning.',
      ),
    follow: flagSetting().optional().describe('Look again for what comes. Default: true.'),
    every: positiveDuration().optional().describe('How often all keys are listed. Default: 1m.'),
    look_back: durationSetting()
      .optional()
      .describe(
        'So long an object may come later than others that were written after it. What was written before that is forgotten. Default: 1h.',
      ),
    keys: textSetting('The name of a file is wanted here.')
      .optional()
      .describe('A file with a key, or its address, on each line: these are read, and nothing is listed.'),
    queue: textSetting(QUEUE)
      .regex(/^(https?:\/\/\S+|\$\{.*)$/i, { error: QUEUE })
      .optional()
      .meta({ examples: ['https://sqs.eu-central-1.amazonaws.com/123456789012/logs'] })
      .describe(
        'A queue of SQS that is told what is written into the bucket, by S3 itself, SNS or EventBridge: nothing is listed.',
      ),
    tag: textSetting('A word is wanted here.').optional().describe('Rows get this as their field tag.'),
    ...bucketSettings,
  }),
);

/** A message that nobody could remove comes again late. */
const QUEUE_LOOK_BACK = 86_400_000;

type Settings = z.output<ReturnType<typeof settings>>;

const listOf = (given: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof given === 'string' ? [given] : given;

const ONE_WAY = 'A file of keys and a queue both say what is read: take one of them out.';

const ways = ({ keys, queue }: Settings) =>
  Object.entries({ keys, queue }).filter(([, value]) => value !== undefined);

/** What rows of Parquet files are made for a format. */
const parquetLines = (format: Settings['format']): ParquetLines => {
  const name = typeof format === 'object' ? Object.keys(format)[0] : (format ?? 'auto');
  return name === 'auto' || name === 'vpc-flow' ? name : 'jsonl';
};

/** Objects of a bucket, read as files are. */
export const s3Source: SourcePart<Settings> = {
  name: 's3',
  get settings() {
    return settings();
  },
  objections: (given) => [
    ...aroundObjections(given, given.format),
    ...ways(given)
      .slice(1)
      .map(([name]) => [name, ONE_WAY] as const),
    ...(['start', 'every'] as const)
      .filter((name) => given[name] !== undefined && given.queue !== undefined)
      .map((name) => [name, 'Nothing is listed where a queue says what there is: leave it out.'] as const),
  ],
  identities: ({ s3, endpoint }) => [
    `s3 ${s3AddressText(s3)}${endpoint === undefined ? '' : ` ${endpoint}`}`,
  ],
  fields: (given, parts) => withAround(formatFields(given.format, parts, given.tag !== undefined), given),
  follows: ({ follow = true }) => follow,
  format: ({ format }) => format ?? 'auto',
  around: unwrapOptions,
  // What is delivered every few minutes, by many writers that do not wait for each other.
  time: { lateness: '15m', idle: '15m' },
  build(given, { clock, warn, inform, words, fields, time, parts, version }) {
    const { s3, format, skip, include, exclude, start, follow = true, every, keys, queue } = given;
    const lookBack = given.look_back ?? (queue === undefined ? undefined : QUEUE_LOOK_BACK);
    const around = unwrapOptions(given);
    const codec = codecOf(format, parts, time, { inform, warn, words, skip, around });
    const source = lateSource(async () => {
      const [{ objects }, { wantedPaths }] = await Promise.all([
        import('../../io/sources/objects.js'),
        import('../../io/sources/directory/wanted-paths.js'),
      ]);
      return objects({
        ...{ codec, fields, clock, follow, prefix: s3.prefix, parquet: parquetLines(format) },
        ...(start !== undefined && { start }),
        ...(every !== undefined && { every }),
        ...(lookBack !== undefined && { lookBack }),
        open: () => openListingStore({ ...storeSettingsOf(s3, given), version }),
        keys,
        ...(queue !== undefined && {
          queue: () => openNotificationQueue({ url: queue, region: given.region, profile: given.profile }),
        }),
        bucket: `s3://${s3.bucket}`,
        isWanted: wantedPaths({ include: listOf(include), exclude: listOf(exclude) }),
        onWarning: warn,
        onInfo: inform,
      });
    });
    return withTable(source, format, parts, { clock, warn });
  },
};
