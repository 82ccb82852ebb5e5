import { hostname } from 'node:os';
import * as z from 'zod';
import { PROBE_ABOUT } from '../../io/actions/probe/probe-about.js';
import { OBJECT_PROBES } from '../../io/actions/probe/probe-kind.js';
import { s3AddressText } from '../../io/object-store/s3-address.js';
import { lateSource } from '../../io/sources/late-source.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { flagSetting, mapSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { objectStoreSettings, s3AddressSetting, storeSettingsOf } from '../settings/object-store-settings.js';
import { sizeSetting } from '../settings/size-setting.js';
import { knownFields } from './known-fields.js';
import { newestSetting } from './newest-setting.js';
import type { SourcePart } from './part.js';

const PROBE = `Write ${OBJECT_PROBES.join(', ')}.`;
const NAME = 'A name is wanted here, of at most 128 characters.';

const { overwrite_guard: _, ...store } = objectStoreSettings;

const settings = late(() =>
  mapSetting({
    bucket: s3AddressSetting().describe('The bucket that is tested, and what all keys begin with.'),
    every: positiveDuration().optional().describe('How often each probe tests: 1s to 1d. Default: 10s.'),
    size: oneOrMore(sizeSetting())
      .optional()
      .meta({ examples: ['64KiB', ['4KiB', '1MiB']] })
      .describe('Of the objects; with several each probe tests each. Up to 64MiB. Default: 64KiB.'),
    payload: textSetting('The name of a file is wanted here.')
      .optional()
      .describe('A file that is written instead of random bytes; its size is that of the objects.'),
    probes: oneOrMore(z.enum(OBJECT_PROBES, { error: PROBE }))
      .optional()
      .describe(
        'Which probes test. Besides those of the default there are multipart (of 8MiB at least) and range. Default: upload, download, delete, round_trip.',
      ),
    newest: oneOrMore(newestSetting())
      .optional()
      .meta({ examples: [{ prefix: 'db/nightly-', younger: '26h', larger: '1GiB' }] })
      .describe(
        'The check of a backup: what the newest object under a prefix is to be like. Needs s3:ListBucket.',
      ),
    timeout: positiveDuration()
      .optional()
      .describe('For each request, from the search for credentials to the last byte. Default: 10s.'),
    connection: z
      .enum(['new', 'reused'], { error: 'Write new or reused.' })
      .optional()
      .describe(
        'new: every request that is measured has a connection of its own, so its times hold look-up and handshake. reused: one that is open, where there is one. Default: new.',
      ),
    suspect: positiveDuration()
      .optional()
      .describe('Held up itself for longer than this, Tidemark marks a sample as suspect. Default: 10ms.'),
    name: textSetting(NAME)
      .min(1, { error: NAME })
      .max(128, { error: NAME })
      .optional()
      .describe('What the monitor is called; it is in all keys. Default: the name of the pipeline.'),
    once: flagSetting().optional().describe('Test once with each probe, at once, and end. Default: false.'),
    ...store,
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const LEAST_EVERY = 1000;
const MOST_EVERY = 86_400_000;
const LARGEST = 64 * 1024 * 1024;

const listOf = <T>(given: T | readonly T[]): readonly T[] =>
  Array.isArray(given) ? [...new Set(given)] : [given as T];

/** A bucket that is tested again and again; its rows are what came of each test. */
export const bucketSource: SourcePart<Settings> = {
  name: 'bucket',
  get settings() {
    return settings();
  },
  objections({ every = LEAST_EVERY, size, payload, newest = [] }) {
    const found: (readonly [string, string])[] = [];
    if (every < LEAST_EVERY || every > MOST_EVERY) found.push(['every', 'Write 1s to 1d.']);
    if (listOf(newest).some(({ every: one = every }) => one < LEAST_EVERY || one > MOST_EVERY))
      found.push(['newest', 'every is 1s to 1d.']);
    const sizes = size === undefined ? [] : listOf(size);
    if (sizes.some((one) => one > LARGEST))
      found.push(['size', 'An object of a test is in memory: write 64MiB or less.']);
    if (payload !== undefined && size !== undefined)
      found.push(['size', 'The objects are as large as the file of payload. Take one of the two out.']);
    return found;
  },
  fields: () => ({ known: knownFields(PROBE_ABOUT), open: false }),
  identities: ({ bucket, name }) => [`bucket ${s3AddressText(bucket)} ${name ?? ''}`],
  follows: ({ once = false }) => !once,
  time: { lateness: 0, idle: 1000, ahead: Number.MAX_SAFE_INTEGER },
  build(given, context) {
    const {
      bucket,
      every,
      size,
      payload,
      probes,
      newest,
      timeout,
      connection,
      suspect,
      name,
      once,
      ...rest
    } = given;
    const { clock, warn: onWarning, version, pipeline, directory: memory } = context;
    // What it takes to test anything is loaded when something is.
    return lateSource(async () => {
      const { monitoredBucket } = await import('../../pipelines/s3-monitor/monitored-bucket.js');
      return monitoredBucket({
        address: bucket,
        store: { ...storeSettingsOf(bucket, rest), version },
        monitor: name ?? pipeline,
        host: hostname(),
        every,
        payload,
        sizes: size === undefined ? undefined : listOf(size),
        probes: probes === undefined ? undefined : listOf(probes),
        newest: newest === undefined ? [] : listOf(newest),
        memory,
        ...{ timeout, connection, suspect, once, clock, onWarning },
      });
    });
  },
};
