import type * as z from 'zod';
import type { KinesisSettings } from '../../io/kinesis/kinesis-settings.js';
import { kinesisSink as stream } from '../../io/sinks/kinesis.js';
import type { Sink } from '../../io/sinks/sink.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { countSetting, flagSetting, textSetting } from '../settings/map-setting.js';
import { objectStoreSettings } from '../settings/object-store-settings.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { emittedField } from './emitted-field.js';
import { objectionsTo } from './objections-to.js';
import type { SinkContext, SinkPart } from './part.js';

const NAME = 'The name of a stream is wanted here, such as clicks.';

const settings = late(() =>
  sinkSetting({
    kinesis: textSetting(NAME)
      .regex(/^[\w.-]{1,128}$|^\$\{/, { error: NAME })
      .describe('The stream that rows go into.'),
    key: textSetting('The name of a field is wanted here.')
      .optional()
      .describe(
        'Rows with the same value in this field keep their order: it is their partition key. Default: the id of the row, and no order.',
      ),
    aggregate: flagSetting()
      .optional()
      .describe(
        'Several rows of one key go as one record, as the Kinesis Producer Library packs them; readers must know. Default: false.',
      ),
    concurrency: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('Requests at once, each over a connection of its own. Default: 4.'),
    timeout: positiveDuration().optional().describe('For one request. Default: 10s.'),
    endpoint: objectStoreSettings.endpoint.describe(
      "Of a service that is not AWS's. Default: AWS_ENDPOINT_URL_KINESIS, or AWS.",
    ),
    region: objectStoreSettings.region.describe('Default: AWS_REGION, or that of the profile.'),
    profile: objectStoreSettings.profile,
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

/** Where the stream is. */
const placeOf = ({ kinesis, endpoint, region, profile }: Settings): KinesisSettings => ({
  stream: kinesis,
  endpoint: endpoint?.replace(/\/$/, ''),
  region,
  profile,
});

const build = (given: Settings, context?: Pick<SinkContext, 'name' | 'clock' | 'warn' | 'nameOf'>): Sink => {
  const { key, aggregate, concurrency, timeout } = given;
  return stream({
    ...placeOf(given),
    ...(key !== undefined && { key: emittedField(key, context?.nameOf(key) ?? key) }),
    ...(aggregate !== undefined && { aggregate }),
    ...(concurrency !== undefined && { concurrency }),
    ...(timeout !== undefined && { timeout }),
    ...(context?.name !== undefined && { name: context.name }),
    ...(context !== undefined && { clock: context.clock, onWarning: context.warn }),
  });
};

/** A stream of Kinesis. */
export const kinesisSink: SinkPart<Settings> = {
  name: 'kinesis',
  guarantee: 'at least once',
  get settings() {
    return settings();
  },
  objections: (given) =>
    objectionsTo(
      () => build(given),
      (message) => [/address/.test(message) ? 'endpoint' : 'kinesis', message.replace(/^Kinesis sink: /, '')],
    ),
  slots: ({ key }) =>
    key === undefined ? [] : [{ path: ['key'], field: key, within: [0, key.length], isTemplate: true }],
  build,
  async probe(given) {
    const { streamFault } = await import('../../io/kinesis/stream-fault.js');
    return streamFault(placeOf(given));
  },
};
