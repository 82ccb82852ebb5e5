import * as z from 'zod';
import type { ObjectStoreSettings } from '../../io/object-store/object-store-settings.js';
import { parseS3Address } from '../../io/object-store/parse-s3-address.js';
import type { S3Address } from '../../io/object-store/s3-address.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { flagSetting, mapSetting, textSetting } from './map-setting.js';
import { scalar } from './scalar.js';

const ADDRESS = 'The address of a bucket is wanted here, such as s3://bucket/prefix.';

/** A bucket and a prefix. */
export const s3AddressSetting = () =>
  scalar({
    type: 'address of a bucket',
    wanted: ADDRESS,
    examples: ['s3://example-logs/web'],
    read: (value): S3Address => {
      if (typeof value === 'string') return parseS3Address(value);
      throw new TidemarkError('usage', ADDRESS);
    },
  });

const ENDPOINT = 'The origin of a store is wanted here, such as https://s3.example.com:9000.';

const ENCRYPTION = 'Write AES256, or { kms: KEY } for a key of AWS KMS.';
const KMS_KEY = 'A key is wanted here: its id, ARN or alias/NAME; or true for the one of the bucket.';

const TAGS = 'A map of tags is wanted here: names and texts, ten at most.';

/** How a bucket is reached. */
export const bucketSettings = {
  endpoint: textSetting(ENDPOINT)
    .regex(/^(https?:\/\/[^/?#@\s]+\/?|\$\{.*)$/i, {
      error: ({ input }) =>
        `${ENDPOINT}${/^[\w.-]+(:\d+)?$/.test(String(input)) ? ` Write https://${String(input)}.` : ''}`,
    })
    .optional()
    .describe("Of a store that is not AWS's. Default: AWS_ENDPOINT_URL_S3, or AWS."),
  region: textSetting('A region is wanted here, such as eu-central-1.')
    .regex(/^[a-z\d][a-z\d-]*$|^\$\{/i, { error: 'A region is wanted here, such as eu-central-1.' })
    .optional()
    .describe('Default: AWS_REGION, or that of the profile; with an endpoint us-east-1.'),
  path_style: flagSetting()
    .optional()
    .describe('The bucket stands in the path, and not in the name of the host. Default: with an endpoint.'),
  profile: textSetting('The name of a profile of ~/.aws is wanted here.')
    .optional()
    .describe('Of ~/.aws. Default: AWS_PROFILE.'),
};

/** The same, and how objects are written there: the settings of everything that writes to one. */
export const objectStoreSettings = {
  ...bucketSettings,
  encryption: z
    .union(
      [
        z.literal('AES256'),
        mapSetting({
          kms: z.union([z.literal(true), textSetting(KMS_KEY)], { error: KMS_KEY }),
          twice: flagSetting().optional().describe('Two layers (DSSE-KMS).'),
        }),
      ],
      { error: ENCRYPTION },
    )
    .optional()
    .meta({ examples: ['AES256', { kms: 'alias/logs' }] })
    .describe("Of what is written, by the store. Default: the bucket's."),
  storage_class: textSetting('A storage class is wanted here, such as STANDARD_IA.')
    .regex(/^[A-Z][A-Z\d_]*$|^\$\{/, {
      error: ({ input }) =>
        `A storage class is wanted here, such as STANDARD_IA.${/^[a-z\d_-]+$/i.test(String(input)) ? ` Write ${String(input).toUpperCase().replaceAll('-', '_')}.` : ''}`,
    })
    .optional()
    .describe('Default: STANDARD.'),
  content_type: textSetting('A media type is wanted here, such as text/plain.')
    .regex(/^[\w.+-]+\/[\w.+-]+(;.*)?$|^\$\{/, { error: 'A media type is wanted here, such as text/plain.' })
    .optional()
    .describe('Default: application/octet-stream.'),
  tags: z
    .record(z.string().min(1).max(128), z.string({ error: 'A text is wanted here.' }).max(256), {
      error: TAGS,
    })
    .refine((tags) => Object.keys(tags).length <= 10, { error: TAGS })
    .optional()
    .meta({ examples: [{ team: 'web' }] })
    .describe('Of every object; needs s3:PutObjectTagging.'),
  checksums: z
    .enum(['on', 'off'], { error: 'Write on, or off for stores that refuse requests with checksums.' })
    .optional()
    .describe(
      'off: for stores that refuse requests with checksums; what is written is then read back. Default: on.',
    ),
  overwrite_guard: z
    .enum(['conditional', 'head'], { error: 'Write conditional or head.' })
    .optional()
    .describe(
      'head: look before each write, for stores that ignore If-None-Match; not atomic. Default: conditional.',
    ),
};

const settings = mapSetting(objectStoreSettings);
type ObjectStoreConfig = z.output<typeof settings>;

/** Those settings as the store takes them. */
export const storeSettingsOf = ({ bucket }: S3Address, given: ObjectStoreConfig): ObjectStoreSettings => {
  const { endpoint, region, path_style, profile, encryption, storage_class, content_type, tags, checksums } =
    given;
  return {
    bucket,
    endpoint: endpoint?.replace(/\/$/, ''),
    region,
    pathStyle: path_style,
    profile,
    encryption: encryptionOf(encryption),
    storageClass: storage_class,
    contentType: content_type,
    tags,
    checksums,
  };
};

const encryptionOf = (given: ObjectStoreConfig['encryption']): ObjectStoreSettings['encryption'] => {
  if (given === undefined) return undefined;
  if (given === 'AES256') return { kind: 'AES256' };
  const { kms, twice = false } = given;
  return { kind: twice ? 'aws:kms:dsse' : 'aws:kms', ...(kms !== true && { key: kms }) };
};
