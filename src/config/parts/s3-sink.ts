import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { zoneOffsets } from '../../io/codecs/time/zone-offsets.js';
import { s3AddressText } from '../../io/object-store/s3-address.js';
import { OBJECT_FORMATS } from '../../io/sinks/s3/object-formats.js';
import { PARTITIONS } from '../../io/sinks/s3/time-partition.js';
import { s3Sink as bucket, type S3SinkOptions } from '../../io/sinks/s3.js';
import type { Sink } from '../../io/sinks/sink.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { countSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { objectStoreSettings, s3AddressSetting, storeSettingsOf } from '../settings/object-store-settings.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { sizeSetting } from '../settings/size-setting.js';
import { zoneSetting } from '../settings/zone-setting.js';
import { objectionsTo } from './objections-to.js';
import type { SinkPart } from './part.js';

const FORMAT = `Write ${OBJECT_FORMATS.slice(0, -1).join(', ')} or ${OBJECT_FORMATS.at(-1)}.`;

const settings = late(() =>
  sinkSetting({
    s3: s3AddressSetting().describe('Where objects go: a bucket, and what all keys begin with.'),
    format: z
      .enum(OBJECT_FORMATS, { error: FORMAT })
      .optional()
      .describe('What an object is. jsonl.zst needs Node 22.15. Default: jsonl.gz.'),
    every: positiveDuration()
      .optional()
      .describe(
        'An object is closed when its first row has waited so long, by the time of the rows. Default: 5m.',
      ),
    size: sizeSetting()
      .optional()
      .describe('An object is closed before it is larger than this. Default: 64MiB.'),
    partition: z
      .enum(PARTITIONS, { error: 'Write hour, day, month, year or none.' })
      .optional()
      .describe('Which times are together below one key: year=2026/month=11/day=29/hour=10. Default: hour.'),
    zone: zoneSetting().optional().describe('By whose clock that is. Default: UTC.'),
    by: oneOrMore(textSetting('The name of a field is wanted here.'))
      .optional()
      .meta({ examples: ['vpc_id', ['team', 'section']] })
      .describe(
        'Fields that objects are divided by besides, each a part of the key: vpc_id=vpc-1. Four at most.',
      ),
    concurrency: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('Objects that are sent at once. Default: 4.'),
    ...objectStoreSettings,
    content_type: objectStoreSettings.content_type.describe('Default: that of the format.'),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const listOf = (given: string | readonly string[] | undefined): readonly string[] => [given ?? []].flat();

const optionsOf = (given: Settings): S3SinkOptions => {
  const { s3, format, every, size, partition, zone, by, concurrency } = given;
  const { bucket: _, ...store } = storeSettingsOf(s3, given);
  return {
    address: s3AddressText(s3),
    store,
    by: listOf(by),
    ...(format !== undefined && { format }),
    ...(every !== undefined && { every }),
    ...(size !== undefined && { size }),
    ...(partition !== undefined && { partition }),
    ...(zone !== undefined && { offsets: zoneOffsets(zone) }),
    ...(concurrency !== undefined && { concurrency }),
    guard: given.overwrite_guard ?? 'conditional',
  };
};

/** The place of a sink's own files in that of its pipeline: no two sinks have the same. */
const placeIn = (
  directory: string,
  name: string | undefined,
  { s3, format, every, size, partition, by }: Settings,
): string => {
  const told = JSON.stringify([name, s3, format, every, size, partition, by]);
  return join(directory, 'sinks', createHash('sha256').update(told).digest('hex').slice(0, 16));
};

const FORGETFUL =
  'without a state directory rows that are not in the bucket yet are lost in a crash, and what the source gives again after it is stored again. Write state: DIR at the top of the config.';

/** Objects in a bucket. */
export const s3Sink: SinkPart<Settings> = {
  name: 's3',
  guarantee: 'exactly once',
  independent: true,
  get settings() {
    return settings();
  },
  objections: (given) =>
    objectionsTo(
      () => bucket(optionsOf(given)),
      (message) => [
        /\bby\b/.test(message) ? 'by' : /zstd/.test(message) ? 'format' : 's3',
        message.replace(/^S3 sink: /, ''),
      ],
    ),
  slots: ({ by }) =>
    listOf(by).map((field, i) => ({
      path: Array.isArray(by) ? ['by', i] : ['by'],
      field,
      within: [0, field.length],
      isTemplate: true,
    })),
  build(given, { name, warn, nameOf, directory, remembers, version }): Sink {
    const options = optionsOf(given);
    const sink = bucket({
      ...options,
      store: { ...options.store, version },
      by: listOf(given.by).map(nameOf),
      ...(name !== undefined && { name }),
      ...(directory !== undefined && { directory: placeIn(directory, name, given) }),
      onWarning: warn,
    });
    if (!remembers) warn(`${sink.name}: ${FORGETFUL}`);
    return sink;
  },
  async probe({ s3, ...given }) {
    const { bucketFault } = await import('../../io/object-store/bucket-fault.js');
    return bucketFault(storeSettingsOf(s3, given), s3.prefix);
  },
};
