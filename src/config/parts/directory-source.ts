import * as z from 'zod';
import { DEFAULT_KEY, parseKeyTemplate } from '../../io/actions/upload/key-template.js';
import { absolutePath } from '../../io/disk/absolute-path.js';
import { s3AddressText } from '../../io/object-store/s3-address.js';
import { lateSource } from '../../io/sources/late-source.js';
import { mutedUntil } from '../../operators/alert/mute-calendar.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { SHIP_ABOUT } from '../../pipelines/file-shipper/ship-row.js';
import { planMute } from '../compile/plan-mute.js';
import { bandwidthSetting } from '../settings/bandwidth-setting.js';
import { durationSetting } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { countSetting, flagSetting, mapSetting, oneOrMore, textSetting } from '../settings/map-setting.js';
import { muteSetting } from '../settings/mute-setting.js';
import { objectStoreSettings, s3AddressSetting, storeSettingsOf } from '../settings/object-store-settings.js';
import { knownFields } from './known-fields.js';
import type { SourcePart } from './part.js';

const PATTERN = 'A pattern is wanted here, such as "*.log" or "web/**".';
const AFTER = 'Write delete, keep, or { move: DIR }.';

const settings = late(() =>
  mapSetting({
    directory: textSetting('The path of a directory is wanted here.').describe(
      'The directory whose files are shipped, with all below it.',
    ),
    to: s3AddressSetting().describe('Where they go: a bucket, and what all keys begin with.'),
    settle: durationSetting()
      .optional()
      .describe('So long a file must have been left alone before it is shipped. Default: 30s.'),
    key: textSetting('A template of keys is wanted here, such as "{host}/{date}/{path}".')
      .optional()
      .meta({ examples: [DEFAULT_KEY, '{name:date}/{name}'] })
      .describe(
        `The key of a file, after the prefix: {host}, {date} (of its content, UTC), {name:date}, {year}, {month}, {day}, {hour}, {path}, {name}. Default: ${DEFAULT_KEY}.`,
      ),
    include: oneOrMore(textSetting(PATTERN))
      .optional()
      .meta({ examples: ['*.log'] })
      .describe('Patterns of what is shipped; one without a / is of the name. Default: everything.'),
    exclude: oneOrMore(textSetting(PATTERN))
      .optional()
      .describe('Patterns of what is not, whatever includes it.'),
    after: z
      .union(
        [
          z.enum(['delete', 'keep'], { error: AFTER }),
          mapSetting({ move: textSetting('The path of a directory is wanted here.') }),
        ],
        {
          error: AFTER,
        },
      )
      .optional()
      .meta({ examples: ['keep', { move: '/var/spool/shipped' }] })
      .describe('What becomes of a file that is in the bucket for certain. Default: delete.'),
    verify: z
      .enum(['checksum', 'read-back'], { error: 'Write checksum or read-back.' })
      .optional()
      .describe(
        'checksum: the store says what it has; read-back: what it has is read. Default: checksum, and read-back where it says nothing.',
      ),
    concurrency: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe('Files that are sent at once. Default: 16.'),
    compress: z
      .enum(['gzip', 'none'], { error: 'Write gzip or none.' })
      .optional()
      .describe(
        'gzip: what is not compressed by its name is compressed on its way, and has .gz behind its key. Default: none.',
      ),
    bwlimit: bandwidthSetting()
      .optional()
      .describe(
        'Bytes in a time that are sent, at most, on average: a part goes at once. Default: no limit.',
      ),
    hours: muteSetting()
      .optional()
      .describe(
        'When files are shipped; looked at they are always. What has begun is finished. Default: always.',
      ),
    remove_empty: flagSetting()
      .optional()
      .describe('Remove directories which a file was the last thing in. Default: they are left.'),
    heartbeat: textSetting('A URL is wanted here.')
      .regex(/^(https?:\/\/\S+|\$\{.*)$/i, {
        error: 'A URL is wanted here, such as https://hc.example.com/ping/1.',
      })
      .optional()
      .meta({ examples: ['https://hc.example.com/ping/1'] })
      .describe(
        'A URL that is asked every minute while all goes well, and with /fail behind it where something fails; with once: with /start, and how it went.',
      ),
    once: flagSetting()
      .optional()
      .describe('Ship what has settled when it has looked for as long as that takes, and end.'),
    ...objectStoreSettings,
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const SETTLE = 30_000;
const CONCURRENCY = 16;

const listOf = (given: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof given === 'string' ? [given] : given;

/** What is wrong with a template, in words. */
const keyObjection = (key: string): string | undefined => {
  try {
    parseKeyTemplate(key, { prefix: '', host: '' });
    return undefined;
  } catch (error) {
    if (error instanceof TidemarkError) return error.message;
    throw error;
  }
};

const isBelow = (place: string, directory: string): boolean =>
  `${absolutePath(place)}/`.startsWith(`${absolutePath(directory).replace(/\/$/, '')}/`);

/** Files of a directory, which are shipped to a bucket; its rows are what came of that, and what waits. */
export const directorySource: SourcePart<Settings> = {
  name: 'directory',
  get settings() {
    return settings();
  },
  objections({ directory, key, after }) {
    const found: (readonly [string, string])[] = [];
    if (directory === '') found.push(['directory', 'The path of the directory is missing.']);
    const fault = key === undefined ? undefined : keyObjection(key);
    if (fault !== undefined) found.push(['key', fault]);
    if (typeof after === 'object' && isBelow(after.move, directory))
      found.push(['after', `${after.move} is in ${directory}: what is moved there would be shipped again.`]);
    return found;
  },
  fields: () => ({ known: knownFields(SHIP_ABOUT), open: false }),
  identities: ({ directory, to }) => [`directory ${absolutePath(directory)} ${s3AddressText(to)}`],
  follows: ({ once = false }) => !once,
  // Few rows come in a second, and a run that ends with them has judged them.
  time: { lateness: 0, idle: 0, ahead: Number.MAX_SAFE_INTEGER, step: 1 },
  build({ directory, to, settle = SETTLE, key, include, exclude, once, ...given }, context) {
    const { after = 'delete', verify = 'checksum', concurrency = CONCURRENCY, ...rest } = given;
    const { compress, bwlimit: bandwidth, hours, remove_empty: removesEmptied, heartbeat, ...store } = rest;
    const {
      clock,
      zone,
      progress: onProgress,
      warn: onWarning,
      directory: memory,
      version,
      dry = false,
    } = context;
    return lateSource(async () => {
      const { shippedFiles } = await import('../../pipelines/file-shipper/shipped-files.js');
      const calendars = hours === undefined ? undefined : planMute(hours, zone);
      return shippedFiles({
        ...{ bandwidth, removesEmptied, heartbeat, onProgress },
        compress: compress === 'gzip' ? compress : undefined,
        ...(calendars !== undefined && {
          isOpen: (time: number) => mutedUntil(calendars, time) !== undefined,
        }),
        ...{ directory, settle, key, after, verify, concurrency, once, dry, memory, clock, onWarning },
        include: listOf(include),
        exclude: listOf(exclude),
        bucket: { ...storeSettingsOf(to, store), version },
        prefix: to.prefix,
        guard: store.overwrite_guard ?? 'conditional',
      });
    });
  },
};
