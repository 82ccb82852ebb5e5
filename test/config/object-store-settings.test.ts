import { expect, it } from 'vitest';
import { mapSetting, ONCE } from '../../src/config/settings/map-setting.js';
import {
  objectStoreSettings,
  s3AddressSetting,
  storeSettingsOf,
} from '../../src/config/settings/object-store-settings.js';

const settings = mapSetting({ s3: s3AddressSetting(), ...objectStoreSettings });

const messagesOf = (given: unknown): readonly string[] =>
  settings.safeParse(given, ONCE).error?.issues.map(({ message }) => message) ?? [];

it('settings of a bucket are what the store takes', () => {
  const { s3, ...others } = settings.parse(
    {
      s3: 's3://example-logs/web',
      endpoint: 'https://s3.example.com:9000/',
      region: 'eu-central-1',
      path_style: false,
      profile: 'ship',
      encryption: { kms: 'alias/logs' },
      storage_class: 'STANDARD_IA',
      content_type: 'text/plain; charset=utf-8',
      tags: { team: 'web' },
      checksums: 'off',
      overwrite_guard: 'head',
    },
    ONCE,
  );
  expect(s3).toEqual({ bucket: 'example-logs', prefix: 'web/' });
  expect(storeSettingsOf(s3, others)).toEqual({
    bucket: 'example-logs',
    endpoint: 'https://s3.example.com:9000',
    region: 'eu-central-1',
    pathStyle: false,
    profile: 'ship',
    encryption: { kind: 'aws:kms', key: 'alias/logs' },
    storageClass: 'STANDARD_IA',
    contentType: 'text/plain; charset=utf-8',
    tags: { team: 'web' },
    checksums: 'off',
  });
});

it.each([
  ['AES256', { kind: 'AES256' }],
  [{ kms: true }, { kind: 'aws:kms' }],
  [
    { kms: 'alias/a', twice: true },
    { kind: 'aws:kms:dsse', key: 'alias/a' },
  ],
])('encryption: %j', (encryption, expected) => {
  const { s3, ...others } = settings.parse({ s3: 's3://example-logs', encryption }, ONCE);
  expect(storeSettingsOf(s3, others).encryption).toEqual(expected);
});

it.each([
  [{ s3: 's3:/example-logs' }, 'Write s3://example-logs.'],
  [{ s3: 7 }, 'The address of a bucket is wanted here'],
  [{ endpoint: 's3.example.com:9000' }, 'Write https://s3.example.com:9000.'],
  [{ endpoint: 'https://key:secret@s3.example.com' }, 'The origin of a store is wanted here'],
  [{ endpoint: 'https://s3.example.com/bucket' }, 'The origin of a store is wanted here'],
  [{ region: 'Frankfurt am Main' }, 'such as eu-central-1'],
  [{ path_style: 'yes' }, 'true or false'],
  [{ encryption: 'aes-256' }, 'Write AES256, or { kms: KEY }'],
  [{ storage_class: 'standard-ia' }, 'Write STANDARD_IA.'],
  [{ content_type: 'gzip' }, 'such as text/plain'],
  [{ tags: ['web'] }, 'A map of tags'],
  [{ checksums: 'none' }, 'Write on, or off'],
  [{ checksums: false }, 'Write on, or off'],
  [{ overwrite_guard: 'look' }, 'Write conditional or head.'],
])('%j is refused with what to write', (given, words) => {
  expect(messagesOf({ s3: 's3://example-logs', ...given })).toEqual([expect.stringContaining(words)]);
});
